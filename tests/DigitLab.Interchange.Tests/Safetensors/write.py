"""Writes a safetensors file with a tensor of every type, and the numbers in it as JSON to be compared with."""

import json
import struct
import sys

import torch

torch.manual_seed(1)
types = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}
header, data, expected = {"__metadata__": {"format": "pt", "architecture": "every type"}}, b"", {}
for name, dtype in types.items():
    tensor = (torch.randn(2, 3) * 50).abs().to(dtype)
    if dtype.is_floating_point:
        tensor[0] = torch.tensor([float("inf"), -0.0, 1e-7])
    raw = bytes(tensor.view(torch.uint8).flatten().tolist() if dtype != torch.bool else tensor.flatten().tolist())
    header[name] = {"dtype": name, "shape": [2, 3], "data_offsets": [len(data), len(data) + len(raw)]}
    data += raw
    expected[name] = [repr(number) for number in tensor.to(torch.float64).flatten().tolist()]
header["scalar"] = {"dtype": "F32", "shape": [], "data_offsets": [len(data), len(data) + 4]}
data += struct.pack("<f", 2.5)
header["none"] = {"dtype": "I64", "shape": [0, 4], "data_offsets": [len(data), len(data)]}
text = json.dumps(header).encode()
with open(sys.argv[1], "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + data)
json.dump(expected, sys.stdout)
