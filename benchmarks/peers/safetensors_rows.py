"""Reads the exported weights of a model version, and compares its outputs with its golden rows.

  python safetensors_rows.py fraud-7.safetensors fraud-7.jsonl

Needs numpy and safetensors from 0.5 on. Rebuilds the network that the metadata of the file describe from its
layers: dense, relu, tanh, sigmoid, batchNorm, dropout, flatten. Prints the greatest difference,
and ends with 1 if one is above 1e-5, relative above 1.
"""
import json
import re
import sys

import numpy
from safetensors import safe_open

weights, golden = sys.argv[1:]
with safe_open(weights, framework="numpy") as file:
    metadata = file.metadata()
    # The numbers lie in the file in the order of the network.
    tensors = {name: file.get_tensor(name) for name in file.offset_keys()}


def layers():
    network = json.loads(metadata["network"])
    if metadata["format"] != "djl" or network["factory"] != "layers":
        sys.exit(f"this script knows networks of layers, not {metadata['network']}")
    return network["config"].split() + ["dense"]  # the output layer is implicit


def parameters(names, last):
    """Takes the next parameters, whose names end so."""
    for end in last:
        name = names.pop(0)
        if not name.endswith(end):
            sys.exit(f"{name} is not the {end} of a layer of {metadata['network']}")
        yield tensors[name]


def run(x):
    names = list(tensors)
    for layer in layers():
        match re.match(r"\w+", layer).group():
            case "dense":
                weight, bias = parameters(names, ("weight", "bias"))
                x = x @ weight.T + bias
            case "batchNorm":
                end = ("gamma", "beta", "runningMean", "runningVar")
                gamma, beta, mean, var = parameters(names, end)
                x = (x - mean) / numpy.sqrt(var + 1e-5) * gamma + beta
            case "relu":
                x = numpy.maximum(x, 0)
            case "tanh":
                x = numpy.tanh(x)
            case "sigmoid":
                x = 1 / (1 + numpy.exp(-x))
            case "flatten":
                x = x.reshape(-1)
            case "dropout":
                pass
            case _:
                sys.exit(f"this script does not know {layer}")
    if names:
        sys.exit(f"the network has no layers for {names}")
    return x


rows = [json.loads(line) for line in open(golden, encoding="utf-8")]
worst = 0.0
for row in rows:
    (inputs,), (expected,) = row["inputs"].values(), row["outputs"].values()
    found = run(numpy.float32(inputs))
    expected = numpy.float32(expected)
    worst = max(worst, float(numpy.max(abs(found - expected) / numpy.maximum(1, abs(expected)))))
print(f"{metadata['model']} {metadata['network']}: {len(tensors)} parameters,", end=" ")
print(f"{len(rows)} golden rows, greatest difference {worst:.1e}")
sys.exit(worst > 1e-5 or not rows)
