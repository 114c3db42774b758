"""Prints the weights of PyTorch's optimizers over 100 steps: training/optimizers.csv of the tests of lifecycle-djl.

The loss is sum(c * (w - t) ** 2) in float32, whose gradient autograd computes. Each line is an optimizer, a step and
the weights after it. The rate of the lines with "cosine" follows half a cosine from step to step.
"""
import math

import torch

START = [2.0, -1.5, 0.75, 3.0, -2.25, 1.0, -0.5, 1.75]
TARGET = [1.0, -3.0, 2.0, 0.5, -1.0, 2.5, -2.0, 0.75]
CURVE = [0.5, 0.25, 1.0, 0.125, 2.0, 0.0625, 0.75, 1.5]
STEPS = 100

OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.02),
    "sgd decay": lambda p: torch.optim.SGD(p, lr=0.02, weight_decay=0.01),
    "sgd momentum": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9),
    "sgd momentum cosine": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9),
    "sgd nesterov": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, nesterov=True, weight_decay=0.01),
    "adam": lambda p: torch.optim.Adam(p, lr=0.03),
    "adam decay": lambda p: torch.optim.Adam(p, lr=0.03, betas=(0.8, 0.99), eps=1e-3, weight_decay=0.05),
    "adamW": lambda p: torch.optim.AdamW(p, lr=0.03, weight_decay=0.01),
    "adamW cosine": lambda p: torch.optim.AdamW(p, lr=0.03, betas=(0.85, 0.995), eps=1e-6, weight_decay=0.1),
    "rmsProp": lambda p: torch.optim.RMSprop(p, lr=0.01),
    "rmsProp momentum": lambda p: torch.optim.RMSprop(
        p, lr=0.005, alpha=0.9, eps=1e-6, momentum=0.8, weight_decay=0.02),
}

for name, create in OPTIMIZERS.items():
    weight = torch.tensor(START, dtype=torch.float32, requires_grad=True)
    optimizer = create([weight])
    rate = optimizer.param_groups[0]["lr"]
    for step in range(1, STEPS + 1):
        if name.endswith("cosine"):
            optimizer.param_groups[0]["lr"] = rate * (1 + math.cos(math.pi * (step - 1) / STEPS)) / 2
        optimizer.zero_grad()
        (torch.tensor(CURVE) * (weight - torch.tensor(TARGET)) ** 2).sum().backward()
        optimizer.step()
        if step in (1, 2, 10, 50, STEPS):
            print(",".join([name, str(step)] + [repr(float(w)) for w in weight.detach()]))
