"""Reads the exported weights of a model version, and compares its outputs with its golden rows.

  python safetensors_rows.py fraud-7.safetensors fraud-7.jsonl

Needs numpy and safetensors from 0.5 on. Rebuilds the network that the metadata of the file describe, of any layers of
docs/reference/layers.md, and computes each row in float64. Prints the greatest difference, and ends with 1 if one is
above 1e-5, relative above 1.
"""

import json
import math
import re
import sys

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from safetensors import safe_open

EPSILON = 1e-5


def words(text):
    """Splits at blanks that are in neither parentheses nor quotation marks."""
    depth, quoted, word = 0, False, ""
    for c in text + " ":
        quoted ^= c == '"'
        depth += 0 if quoted else (c == "(") - (c == ")")
        if c.isspace() and not depth and not quoted:
            if word:
                yield word
            word = ""
        else:
            word += c


def parts(text):
    """Splits at commas that are in no parentheses."""
    depth, part = 0, ""
    for c in text + ",":
        depth += (c == "(") - (c == ")")
        if c == "," and not depth:
            yield part
            part = ""
        else:
            part += c


def named(text):
    """Names each layer by its kind and its place among those of the kind: dense1, relu1, dense2."""
    counts = {}
    for word in words(text):
        kind, _, inside = word.partition("(")
        counts[kind] = counts.get(kind, 0) + 1
        yield f"{kind}{counts[kind]}", kind, inside[:-1]


def settings(text, *names, **defaults):
    """Returns settings in the order of their names: those without default first."""
    values, place = dict(defaults), 0
    for part in filter(None, text.split(",")):
        name, _, value = part.rpartition("=")
        values[name.strip() or names[place]] = float(value) if re.search(r"[.e]", value) else int(value)
        place += 1
    return [values[name] for name in (*names, *defaults)]


def window(text, *names):
    *first, size, stride, padding = settings(text, *names, stride=0, padding=0)
    return *first, size, stride or size, padding


def windows(x, size, stride, padding, outside):
    """Returns the windows along all dimensions of x but the first: [channels, places…, inside…]."""
    dimensions = range(1, x.ndim)
    x = np.pad(x, [(0, 0)] + [(padding, padding) for _ in dimensions], constant_values=outside)
    found = sliding_window_view(x, [size for _ in dimensions], axis=tuple(dimensions))
    return found[(slice(None), *(slice(None, None, stride) for _ in dimensions))]


def convolve(x, weight, bias, stride, padding, groups):
    """Returns the convolution of an image or of a series, channels first."""
    inside = weight.ndim - 1
    channels = weight.shape[1]
    out = []
    for filter_, w in enumerate(weight):
        group = filter_ * groups // len(weight)
        own = windows(x[group * channels : (group + 1) * channels], weight.shape[2], stride, padding, 0)
        places = tuple(range(own.ndim - inside + 1, own.ndim))
        out.append(np.tensordot(own, w, axes=((0, *places), tuple(range(inside)))) + bias[filter_])
    return np.stack(out)


def pool(x, most, size, stride, padding):
    found = windows(x, size, stride, padding, -np.inf if most else 0)
    inside = tuple(range(x.ndim, found.ndim))
    return found.max(axis=inside) if most else found.mean(axis=inside)


def adaptive_pool(x, most, rows, columns):
    def parts(length, count):
        return [slice(i * length // count, -(-(i + 1) * length // count)) for i in range(count)]

    across = parts(x.shape[2], columns)
    return np.stack(
        [
            [[(np.max if most else np.mean)(plane[down, side]) for side in across] for down in parts(x.shape[1], rows)]
            for plane in x
        ]
    )


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    exp = np.exp(x - x.max(axis=-1, keepdims=True))
    return exp / exp.sum(axis=-1, keepdims=True)


def lstm(x, weights):
    input_weight, hidden_weight, input_bias, hidden_bias = weights
    hidden = cell = np.zeros(hidden_weight.shape[1])
    out = []
    for numbers in x:
        gates = input_weight @ numbers + input_bias + hidden_weight @ hidden + hidden_bias
        enter, forget, new, leave = np.split(gates, 4)
        cell = sigmoid(forget) * cell + sigmoid(enter) * np.tanh(new)
        hidden = sigmoid(leave) * np.tanh(cell)
        out.append(hidden)
    return np.stack(out)


def attention(x, weights, heads, used):
    in_weight, in_bias, out_weight, out_bias = weights
    query, key, value = (
        part.reshape(len(x), heads, -1).swapaxes(0, 1) for part in np.split(x @ in_weight.T + in_bias, 3, axis=1)
    )
    scores = query @ key.swapaxes(1, 2) / math.sqrt(query.shape[2])
    scores[:, :, max(used, 1) :] = -np.inf
    mixed = softmax(scores) @ value
    return mixed.swapaxes(0, 1).reshape(len(x), -1) @ out_weight.T + out_bias


FUNCTIONS = {
    "relu": lambda x: np.maximum(x, 0),
    "gelu": lambda x: x * (1 + np.vectorize(math.erf, otypes=[float])(x / math.sqrt(2))) / 2,
    "swish": lambda x: x * sigmoid(x),
    "softplus": lambda x: np.logaddexp(0, x),
    "tanh": np.tanh,
    "sigmoid": sigmoid,
    "softmax": softmax,
}


class Net:
    """The network of a file of weights."""

    def __init__(self, file):
        self.metadata = file.metadata()
        self.tensors = {name: file.get_tensor(name).astype(np.float64) for name in file.keys()}
        self.unread = set(self.tensors)
        network = json.loads(self.metadata["network"])
        if self.metadata["format"] != "djl" or network["factory"] != "layers":
            sys.exit(f"this script knows networks of layers, not {self.metadata['network']}")
        self.text = network["config"]
        specs = re.findall(r"(.+?) (float32|int64) \[-1, ([0-9, ]+)\](?:, |$)", self.metadata["inputs"])
        self.inputs = {name: (kind, [int(n) for n in shape.split(", ")]) for name, kind, shape in specs}

    def run(self, row):
        rows = {name: self.prepared(name, numbers) for name, numbers in row.items()}
        branches = [word for word in words(self.text) if word.startswith('branch("')]
        rest = self.text
        if branches:
            ends = []
            for branch in branches:
                name, _, inside = branch[len('branch("') : -1].partition('"')
                x, _ = self.layers(rows[name], inside.lstrip(", "), name + "/")
                ends.append(x)
            x = np.concatenate(ends)
            rest = " ".join(word for word in words(self.text) if word not in branches and word != "concat")
        else:
            (x,) = rows.values()
        x, _ = self.layers(x, rest, "")
        weight, bias = self.parameters("output", "weight", "bias")
        if self.unread:
            sys.exit(f"the network has no layers for {sorted(self.unread)}")
        return x @ weight.T + bias

    def prepared(self, name, numbers):
        kind, shape = self.inputs[name]
        return np.array(numbers, np.int64 if kind == "int64" else np.float64).reshape(shape)

    def parameters(self, layer, *names):
        self.unread.difference_update(f"{layer}.{name}" for name in names)
        return [self.tensors[f"{layer}.{name}"] for name in names]

    def layers(self, x, text, prefix, used=None):
        """Computes layers of a row; used is the number of its positions before the padding."""
        used = len(x) if used is None else used
        for name, kind, inside in named(text):
            x, used = self.layer(x, used, prefix + name, kind, inside)
        return x, used

    def layer(self, x, used, name, kind, inside):
        match kind:
            case "dense":
                weight, bias = self.parameters(name, "weight", "bias")
                x = x @ weight.T + bias
            case "conv":
                _, _, stride, padding, groups = settings(inside, "filters", "kernel", stride=1, padding=0, groups=1)
                x = convolve(x, *self.parameters(name, "weight", "bias"), stride, padding, groups)
            case "conv1d":
                _, size, stride, padding, groups = settings(inside, "filters", "kernel", stride=1, padding=0, groups=1)
                weights = self.parameters(name, "weight", "bias")
                x = convolve(without_padding(x, used, 0).T, *weights, stride, padding, groups).T
                used = count(used, size, stride, padding)
            case "maxPool" | "avgPool":
                x = pool(x, kind == "maxPool", *window(inside, "size"))
            case "maxPool1d" | "avgPool1d":
                most = kind == "maxPool1d"
                seen = without_padding(x, used, -np.inf if most else 0)
                x = pool(seen.T, most, *window(inside, "size")).T
                used = count(used, *window(inside, "size"))
            case "adaptiveMaxPool" | "adaptiveAvgPool":
                x = adaptive_pool(x, kind == "adaptiveMaxPool", *settings(inside, "rows", "columns"))
            case "embedding":
                (weight,) = self.parameters(name, "weight")
                used = int(np.max(np.flatnonzero(x), initial=-1)) + 1  # ids of 0 at the end are padding
                x = np.where((x == 0)[:, None], 0, weight[x])
            case "positions":
                (weight,) = self.parameters(name, "weight")
                x = x + weight
            case "lstm":
                names = ("inputWeight", "hiddenWeight", "inputBias", "hiddenBias")
                x = lstm(x, self.parameters(name, *names))
            case "attention":
                weights = self.parameters(name, "inWeight", "inBias", "outWeight", "outBias")
                x = attention(x, weights, *settings(inside, "heads"), used)
            case "mean" | "max" | "last":
                over = {"mean": lambda y: y.mean(axis=0), "max": lambda y: y.max(axis=0), "last": lambda y: y[-1]}
                x = over[kind](x[:used]) if used else np.zeros(x.shape[1])
            case "residual":
                x = x + self.layers(x, inside, name + ".", used)[0]
            case "concat":
                ways = [self.layers(x, way, f"{name}.way{i + 1}.", used) for i, way in enumerate(parts(inside))]
                used = ways[0][1]
                x = np.concatenate([made for made, _ in ways], axis=1 if ways[0][0].ndim == 2 else 0)
            case "batchNorm":
                gamma, beta, mean, var = self.parameters(name, "gamma", "beta", "runningMean", "runningVar")
                numbers = x if x.ndim < 3 else np.moveaxis(x, 0, -1)  # channels last
                numbers = (numbers - mean) / np.sqrt(var + EPSILON) * gamma + beta
                x = numbers if x.ndim < 3 else np.moveaxis(numbers, -1, 0)
            case "layerNorm":
                gamma, beta = self.parameters(name, "gamma", "beta")
                normal = (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + EPSILON)
                x = normal * gamma + beta
            case "flatten":
                x = x.reshape(-1)
            case "dropout":
                pass
            case "leakyRelu":
                x = np.where(x >= 0, x, settings(inside, slope=0.01)[0] * x)
            case "elu":
                x = np.where(x > 0, x, settings(inside, alpha=1.0)[0] * np.expm1(np.minimum(x, 0)))
            case _:
                if kind not in FUNCTIONS:
                    sys.exit(f"this script does not know {kind}")
                x = FUNCTIONS[kind](x)
        return x, used


def without_padding(x, used, outside):
    return np.where((np.arange(len(x)) < used)[:, None], x, outside)


def count(used, size, stride, padding):
    """Returns how many windows a row has that ends with its last used position, at least one."""
    return used and max(0, used + 2 * padding - size) // stride + 1


def main(weights, golden):
    with safe_open(weights, framework="numpy") as file:
        net = Net(file)
    rows = [json.loads(line) for line in open(golden, encoding="utf-8")]
    worst = 0.0
    for row in rows:
        (expected,) = row["outputs"].values()
        found = net.run(row["inputs"])
        worst = max(worst, float(np.max(abs(found - expected) / np.maximum(1, np.abs(expected)))))
    print(f"{net.metadata['model']} {net.text}: {len(net.tensors)} parameters,", end=" ")
    print(f"{len(rows)} golden rows, greatest difference {worst:.1e}")
    sys.exit(not worst <= 1e-5 or not rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
