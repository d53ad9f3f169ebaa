"""Histograms of the numbers in a file (float64), with NumPy: name of a rule -> limits and counts, as PyTorch gives them to TensorBoard."""

import json
import sys

import numpy as np


def tensorflow_edges():
    positive, edge = [], 1e-12
    while edge < 1e20:
        positive.append(edge)
        edge *= 1.1
    return [-edge for edge in positive[::-1]] + [0] + positive


values = np.fromfile(sys.argv[1])
result = {}
for rule in ["tensorflow", "doane", "rice", "scott", "sqrt", "stone", "sturges"]:
    counts, edges = np.histogram(values, tensorflow_edges() if rule == "tensorflow" else rule)
    full = np.nonzero(counts)[0]
    first, last = full[0], full[-1]
    result[rule] = {"limits": edges[first : last + 2].tolist(), "counts": [0, *counts[first : last + 1].tolist()]}
json.dump(result, sys.stdout)
