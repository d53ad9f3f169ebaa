"""Checks an ONNX file, infers its shapes, and runs it on float32 inputs with a small evaluator in NumPy; prints what came out as JSON."""

import json
import math
import sys

import numpy as np
import onnx
from onnx import numpy_helper

path, inputs, *shape = sys.argv[1:]
model = onnx.load(path)
onnx.checker.check_model(model, full_check=True)
inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)


def windows(x, kernel, strides, pads, dilations=(1, 1), fill=0.0):
    """[N, C, rows, columns, kernel rows, kernel columns]"""
    top, left, bottom, right = pads
    x = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)), constant_values=fill)
    rows = (x.shape[2] - dilations[0] * (kernel[0] - 1) - 1) // strides[0] + 1
    columns = (x.shape[3] - dilations[1] * (kernel[1] - 1) - 1) // strides[1] + 1
    out = np.empty((*x.shape[:2], rows, columns, *kernel), x.dtype)
    for u in range(kernel[0]):
        for v in range(kernel[1]):
            r, c = u * dilations[0], v * dilations[1]
            out[..., u, v] = x[:, :, r : r + rows * strides[0] : strides[0], c : c + columns * strides[1] : strides[1]]
    return out


def conv(x, w, b=None, *, kernel_shape, strides, pads, dilations, group):
    patches = windows(x, kernel_shape, strides, pads, dilations)
    ins, outs = w.shape[1], w.shape[0] // group
    parts = [
        np.einsum("nchwuv,ocuv->nohw", patches[:, g * ins : (g + 1) * ins], w[g * outs : (g + 1) * outs])
        for g in range(group)
    ]
    y = np.concatenate(parts, 1)
    return y if b is None else y + b[:, None, None]


def average(x, *, kernel_shape, strides, pads=(0, 0, 0, 0), count_include_pad=0):
    total = windows(x, kernel_shape, strides, pads).sum((-1, -2))
    count = windows(np.ones_like(x), kernel_shape, strides, pads, fill=float(count_include_pad)).sum((-1, -2))
    return total / count


def batch_norm(x, scale, bias, mean, var, *, epsilon):
    by_channel = (-1, *[1] * (x.ndim - 2))
    factor = scale / np.sqrt(var + epsilon)
    return x * factor.reshape(by_channel) + (bias - mean * factor).reshape(by_channel)


def pad(x, pads, value=0.0, *, mode):
    pairs = list(zip(pads[: x.ndim], pads[x.ndim :]))
    return np.pad(x, pairs, constant_values=value) if mode == b"constant" else np.pad(x, pairs, mode.decode())


def log_softmax(x, *, axis):
    x = x - x.max(axis, keepdims=True)
    return x - np.log(np.exp(x).sum(axis, keepdims=True))


OPERATORS = {
    "Identity": lambda x: x,
    "Flatten": lambda x, axis: x.reshape(math.prod(x.shape[:axis]), -1),
    "Conv": conv,
    "Gemm": lambda a, b, c=0.0, *, transB: a @ b.T + c,
    "BatchNormalization": batch_norm,
    "MaxPool": lambda x, *, kernel_shape, strides, pads, dilations: windows(
        x, kernel_shape, strides, pads, dilations, -np.inf
    ).max((-1, -2)),
    "AveragePool": average,
    "GlobalAveragePool": lambda x: x.mean((2, 3), keepdims=True),
    "Pad": pad,
    "Relu": lambda x: np.maximum(x, 0),
    "Clip": lambda x, low, high: np.clip(x, low, high),
    "Tanh": np.tanh,
    "Sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "LeakyRelu": lambda x, *, alpha: np.where(x < 0, alpha * x, x),
    "Elu": lambda x, *, alpha: np.where(x < 0, alpha * np.expm1(x), x),
    "Erf": np.vectorize(math.erf),
    "Add": lambda a, b: a + b,
    "Mul": lambda a, b: a * b,
    "Softmax": lambda x, *, axis: np.exp(log_softmax(x, axis=axis)),
    "LogSoftmax": log_softmax,
}

x = np.fromfile(inputs, np.float32).reshape([int(size) for size in shape])
values = {i.name: numpy_helper.to_array(i).astype(np.float64 if i.data_type == 1 else np.int64) for i in model.graph.initializer}
values["input"] = x.astype(np.float64)
for node in model.graph.node:
    attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    values[node.output[0]] = OPERATORS[node.op_type](*[values[name] for name in node.input], **attributes)


def dimensions(value):
    return [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]


json.dump(
    {
        "output": values["output"].ravel().tolist(),
        "input_shape": dimensions(model.graph.input[0]),
        "output_shape": dimensions(inferred.graph.output[0]),
        "operators": [node.op_type for node in model.graph.node],
        "metadata": {entry.key: entry.value for entry in model.metadata_props},
    },
    sys.stdout,
)
