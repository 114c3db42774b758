"""Computes each layer in PyTorch, on fixed inputs and weights, for LayerVectorsTest of lifecycle-djl.

Run: python layer_vectors.py > lifecycle-djl/src/test/resources/io/lifecycle4j/djl/model/layers.csv
(torch 2.7.1). A line has the text of the layer, the shape of a row, and the outputs for two rows.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F


def numbers(shape, start):
    """Numbers that LayerVectorsTest computes, too."""
    count = math.prod(shape)
    values = [math.sin(start + 0.7 * i) for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).float().reshape(shape)


def filled(module):
    """Sets the parameters in their order; variances are above zero."""
    place = 0
    for name, value in list(module.named_parameters()) + list(module.named_buffers()):
        if name.endswith("num_batches_tracked"):
            continue
        made = numbers(value.shape, 1.3 * (place + 1)) * 0.5
        value.data.copy_(made.abs() + 0.5 if name.endswith("running_var") else made)
        place += 1
    return module.eval()


class Turned(nn.Module):
    """Runs a module that needs channels before positions."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return self.inner(x.transpose(1, 2)).transpose(1, 2)


class First(nn.Module):
    """Keeps the first of several outputs."""

    def __init__(self, inner, *inputs):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return self.inner(x)[0]


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.inner = nn.MultiheadAttention(width, heads, batch_first=True)

    def forward(self, x):
        return self.inner(x, x, x, need_weights=False)[0]


class Residual(nn.Module):
    def __init__(self, *inner):
        super().__init__()
        self.inner = nn.Sequential(*inner)

    def forward(self, x):
        return x + self.inner(x)


class Concat(nn.Module):
    def __init__(self, dimension, *ways):
        super().__init__()
        self.dimension = dimension
        self.ways = nn.ModuleList(ways)

    def forward(self, x):
        return torch.cat([way(x) for way in self.ways], self.dimension)


class Positions(nn.Module):
    def __init__(self, positions, width):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(positions, width))

    def forward(self, x):
        return x + self.weight


class Of(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def relu(module):
    return nn.Sequential(module, nn.ReLU())


def best(module):
    return nn.Sequential(module, nn.ReLU(), Of(lambda x: x.amax(1)))


ROW, IMAGE, SERIES = (6,), (4, 7, 6), (7, 4)

LAYERS = [
    ("dense(3)", ROW, nn.Linear(6, 3)),
    ("dense(3)", SERIES, nn.Linear(4, 3)),
    ("conv(3,2)", IMAGE, nn.Conv2d(4, 3, 2)),
    ("conv(4,3,stride=2,padding=1,groups=2)", IMAGE, nn.Conv2d(4, 4, 3, 2, 1, groups=2)),
    ("conv1d(3,2)", SERIES, Turned(nn.Conv1d(4, 3, 2))),
    ("conv1d(4,3,stride=2,padding=2,groups=2)", SERIES, Turned(nn.Conv1d(4, 4, 3, 2, 2, groups=2))),
    ("maxPool(2)", IMAGE, nn.MaxPool2d(2)),
    ("maxPool(3,stride=2,padding=1)", IMAGE, nn.MaxPool2d(3, 2, 1)),
    ("avgPool(3,stride=2,padding=1)", IMAGE, nn.AvgPool2d(3, 2, 1)),
    ("maxPool1d(2)", SERIES, Turned(nn.MaxPool1d(2))),
    ("avgPool1d(3,stride=2,padding=1)", SERIES, Turned(nn.AvgPool1d(3, 2, 1))),
    ("adaptiveMaxPool(3,4)", IMAGE, nn.AdaptiveMaxPool2d((3, 4))),
    ("adaptiveAvgPool(3,4)", IMAGE, nn.AdaptiveAvgPool2d((3, 4))),
    ("lstm(3)", SERIES, First(nn.LSTM(4, 3, batch_first=True))),
    ("attention(2)", SERIES, Attention(4, 2)),
    ("positions", SERIES, Positions(7, 4)),
    ("residual(dense(5) gelu dense(4))", SERIES, Residual(nn.Linear(4, 5), nn.GELU(), nn.Linear(5, 4))),
    ("concat(dense(2), , dense(3) relu)", ROW, Concat(1, nn.Linear(6, 2), nn.Identity(), relu(nn.Linear(6, 3)))),
    (
        "concat(conv(2,3,padding=1), conv(3,1) relu, maxPool(3,stride=1,padding=1))",
        IMAGE,
        Concat(1, nn.Conv2d(4, 2, 3, padding=1), relu(nn.Conv2d(4, 3, 1)), nn.MaxPool2d(3, 1, 1)),
    ),
    ("concat(dense(2), layerNorm)", SERIES, Concat(2, nn.Linear(4, 2), nn.LayerNorm(4))),
    (
        "concat(conv1d(3,2) relu max, conv1d(2,3) relu max)",
        SERIES,
        Concat(1, best(Turned(nn.Conv1d(4, 3, 2))), best(Turned(nn.Conv1d(4, 2, 3)))),
    ),
    ("batchNorm", ROW, nn.BatchNorm1d(6)),
    ("batchNorm", SERIES, Turned(nn.BatchNorm1d(4))),
    ("batchNorm", IMAGE, nn.BatchNorm2d(4)),
    ("layerNorm", ROW, nn.LayerNorm(6)),
    ("layerNorm", SERIES, nn.LayerNorm(4)),
    ("mean", SERIES, Of(lambda x: x.mean(1))),
    ("max", SERIES, Of(lambda x: x.amax(1))),
    ("last", SERIES, Of(lambda x: x[:, -1])),
    ("flatten", SERIES, nn.Flatten()),
    ("dropout(0.5)", ROW, nn.Dropout(0.5)),
    ("relu", ROW, nn.ReLU()),
    ("leakyRelu", ROW, nn.LeakyReLU(0.01)),
    ("leakyRelu(slope=0.2)", ROW, nn.LeakyReLU(0.2)),
    ("elu", ROW, nn.ELU()),
    ("elu(alpha=0.5)", ROW, nn.ELU(0.5)),
    ("gelu", ROW, nn.GELU()),
    ("swish", ROW, nn.SiLU()),
    ("softplus", ROW, nn.Softplus()),
    ("tanh", ROW, nn.Tanh()),
    ("sigmoid", ROW, nn.Sigmoid()),
    ("softmax", ROW, nn.Softmax(-1)),
    ("softmax", SERIES, nn.Softmax(-1)),
]


def main():
    print(f"# torch {torch.__version__.split('+')[0]}")
    for text, row, module in LAYERS:
        with torch.no_grad():
            made = filled(module)(numbers((2, *row), 0.2) * 1.5)
        shape = "x".join(str(d) for d in row)
        print(f"{text};{shape};{' '.join(f'{v:.7g}' for v in made.flatten().tolist())}")


if __name__ == "__main__":
    main()
