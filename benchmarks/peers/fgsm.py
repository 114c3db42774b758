"""Attacks the exported weights of a model version with FGSM in PyTorch, and prints the accuracy.

  python fgsm.py fashion.safetensors test-images.gz test-labels.gz 0.1

Needs torch and safetensors. Rebuilds the network that the metadata of the file describe from its
layers: conv, maxPool, dense, relu, flatten, dropout. Images and labels are IDX files; an intensity
of 255 is 1. Prints the accuracy on the images as they are, with each number moved by epsilon
in the direction of the sign of its gradient, and with random signs.
"""
import gzip
import json
import re
import sys

import numpy
import torch
from safetensors import safe_open
from torch.nn import functional

weights, images, labels, epsilon = sys.argv[1:]
with safe_open(weights, framework="pt") as file:
    metadata = file.metadata()
    # The numbers lie in the file in the order of the network.
    tensors = {name: file.get_tensor(name) for name in file.offset_keys()}
network = json.loads(metadata["network"])
if metadata["format"] != "djl" or network["factory"] != "layers":
    sys.exit(f"this script knows networks of layers, not {metadata['network']}")


def run(x):
    left = list(tensors.values())
    for layer in network["config"].split() + ["dense"]:  # the output layer is implicit
        name, numbers = re.match(r"(\w+)(?:\((.*)\))?", layer).groups()
        match name:
            case "dense":
                x = functional.linear(x.flatten(1), left.pop(0), left.pop(0))
            case "conv":
                x = functional.conv2d(x, left.pop(0), left.pop(0))
            case "maxPool":
                x = functional.max_pool2d(x, int(numbers))
            case "relu":
                x = functional.relu(x)
            case "flatten":
                x = x.flatten(1)
            case "dropout":
                pass
            case _:
                sys.exit(f"this script does not know {layer}")
    if left:
        sys.exit(f"the network has no layers for {len(left)} parameters")
    return x


def accuracy(x):
    with torch.no_grad():
        return (run(x).argmax(1) == truth).double().mean().item()


with gzip.open(images) as file:
    header = numpy.frombuffer(file.read(16), ">i4")
    pixels = numpy.frombuffer(file.read(), numpy.uint8).reshape(-1, 1, *header[2:])
with gzip.open(labels) as file:
    file.read(8)
    truth = torch.from_numpy(numpy.frombuffer(file.read(), numpy.uint8).astype(numpy.int64))

torch.manual_seed(1)
clean = torch.from_numpy(pixels / numpy.float32(255)).requires_grad_(True)
functional.cross_entropy(run(clean), truth, reduction="sum").backward()
step = float(epsilon)
attacked = (clean + step * clean.grad.sign()).detach()
at_random = clean.detach() + step * torch.randn_like(clean).sign()
print(f"clean {accuracy(clean.detach())} fgsm {accuracy(attacked)} random {accuracy(at_random)}")
