"""Reads a safetensors file of LeNet-5 with a reader of its own, runs it in PyTorch on float32 images, prints the logits as JSON."""

import json
import struct
import sys

import torch
from torch import nn

path, images = sys.argv[1:]
with open(path, "rb") as file:
    (length,) = struct.unpack("<Q", file.read(8))
    header = json.loads(file.read(length))
    data = bytearray(file.read())
metadata = header.pop("__metadata__")
assert max(entry["data_offsets"][1] for entry in header.values()) == len(data)
state = {}
for name, entry in header.items():
    begin, end = entry["data_offsets"]
    assert entry["dtype"] == "F32" and begin % 4 == 0
    state[name] = torch.frombuffer(data[begin:end], dtype=torch.float32).reshape(entry["shape"])

layers = [
    ("conv1", nn.Conv2d(1, 6, 5, padding=2)),
    ("relu1", nn.ReLU()),
    ("pool1", nn.MaxPool2d(2)),
    ("conv2", nn.Conv2d(6, 16, 5)),
    ("relu2", nn.ReLU()),
    ("pool2", nn.MaxPool2d(2)),
    ("flatten", nn.Flatten()),
    ("fc1", nn.Linear(400, 120)),
    ("relu3", nn.ReLU()),
    ("fc2", nn.Linear(120, 84)),
    ("relu4", nn.ReLU()),
    ("fc3", nn.Linear(84, 10)),
]
model = nn.Sequential()
for name, layer in layers:
    model.add_module(name, layer)
model.load_state_dict(state)
x = torch.frombuffer(bytearray(open(images, "rb").read()), dtype=torch.float32).reshape(-1, 1, 28, 28)
with torch.no_grad():
    logits = model(x).flatten().tolist()
json.dump({"logits": logits, "metadata": metadata}, sys.stdout)
