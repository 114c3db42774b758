"""Computes layers on texts of several lengths in PyTorch, for PaddingTest of lifecycle-djl.

Run: python padding_vectors.py > lifecycle-djl/src/test/resources/io/lifecycle4j/djl/model/padding.csv
(torch 2.7.1). A line has the text of the layers and the outputs for the rows of IDS. Attention has a
key_padding_mask, an LSTM runs packed sequences; whatever PyTorch has no mask for, runs on each row without padding.
"""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

from layer_vectors import Turned, filled

IDS = torch.tensor([[2, 3, 1, 0, 0, 0], [4, 0, 0, 0, 0, 0], [5, 4, 3, 2, 1, 1], [3, 1, 5, 4, 0, 0]])
LENGTHS = [3, 1, 6, 4]


def alone(module):
    """Runs a module on each row without its padding."""

    def run(x, lengths):
        rows = [module(x[i : i + 1, :n])[0] for i, n in enumerate(lengths)]
        return pad_sequence(rows, batch_first=True), [len(row) for row in rows]

    return run


def windows(module, size):
    """Runs a module on each row without its padding, but with at least one window."""

    def run(x, lengths):
        rows = []
        for i, n in enumerate(lengths):
            row = x[i : i + 1].clone()
            row[:, n:] = 0
            rows.append(module(row[:, : max(n, size)])[0])
        return pad_sequence(rows, batch_first=True), [len(row) for row in rows]

    return run


def masked(module):
    def run(x, lengths):
        padding = torch.arange(x.shape[1])[None, :] >= torch.tensor(lengths)[:, None]
        return module(x, x, x, key_padding_mask=padding, need_weights=False)[0], lengths

    return run


def packed(module):
    def run(x, lengths):
        sequence = pack_padded_sequence(x, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
        return pad_packed_sequence(module(sequence)[0], batch_first=True, total_length=x.shape[1])[0], lengths

    return run


def each(module):
    return lambda x, lengths: (module(x), lengths)


def over(function):
    return lambda x, lengths: (torch.stack([function(x[i, :n]) for i, n in enumerate(lengths)]), lengths)


def encoder(layer):
    def run(x, lengths):
        padding = torch.arange(x.shape[1])[None, :] >= torch.tensor(lengths)[:, None]
        return layer(x, src_key_padding_mask=padding), lengths

    return run


class Encoder(nn.TransformerEncoderLayer):
    """PyTorch's own block, its parameters in the order of the layers."""

    def named_parameters(self, *args, **kwargs):
        all = dict(super().named_parameters(*args, **kwargs))
        order = ["self_attn", "norm1", "linear1", "linear2", "norm2"]
        return [(n, all[n]) for part in order for n in all if n.startswith(part)]


class All(nn.Module):
    """The modules whose parameters are filled, in their order."""

    def __init__(self, *modules):
        super().__init__()
        self.inner = nn.ModuleList(modules)

    def named_parameters(self, *args, **kwargs):
        return [(n, p) for module in self.inner for n, p in module.named_parameters()]


def concat(*ways):
    """Each way is a list of steps; what they make is joined along the last dimension."""

    def run(x, lengths):
        made = []
        for steps in ways:
            way, own = x, lengths
            for step in steps:
                way, own = step(way, own)
            made.append(way)
        return torch.cat(made, -1), own

    return run


MEAN, MAX, LAST = (
    over(lambda row: row.mean(0)),
    over(lambda row: row.amax(0)),
    over(lambda row: row[-1]),
)


def lines():
    norm, dense, attention = nn.LayerNorm(4), nn.Linear(4, 3), nn.MultiheadAttention(4, 2, batch_first=True)
    lstm, transformer = nn.LSTM(4, 3, batch_first=True), Encoder(4, 2, 8, 0.0, "gelu", batch_first=True)
    conv = Turned(nn.Conv1d(4, 3, 3, padding=1))
    strided = Turned(nn.Conv1d(4, 4, 3, 2, 1, groups=2))
    short, long = Turned(nn.Conv1d(4, 3, 2)), Turned(nn.Conv1d(4, 2, 3))
    beside, same = nn.Linear(4, 2), Turned(nn.Conv1d(4, 3, 3, padding=1))
    most, mean = Turned(nn.MaxPool1d(3, 2, 1)), Turned(nn.AvgPool1d(3, 2, 1))
    return [
        ("mean", [], [MEAN]),
        ("max", [], [MAX]),
        ("last", [], [LAST]),
        ("layerNorm mean", [norm], [each(norm), MEAN]),
        ("layerNorm max", [norm], [each(norm), MAX]),
        ("dense(3) tanh last", [dense], [each(dense), each(torch.tanh), LAST]),
        ("attention(2) flatten", [attention], [masked(attention)]),
        ("layerNorm attention(2) mean", [norm, attention], [each(norm), masked(attention), MEAN]),
        ("layerNorm lstm(3) flatten", [norm, lstm], [each(norm), packed(lstm)]),
        ("layerNorm lstm(3) last", [norm, lstm], [each(norm), packed(lstm), LAST]),
        ("layerNorm conv1d(3,3,padding=1) max", [norm, conv], [each(norm), alone(conv), MAX]),
        (
            "layerNorm conv1d(4,3,stride=2,padding=1,groups=2) flatten",
            [norm, strided],
            [each(norm), alone(strided)],
        ),
        ("layerNorm maxPool1d(3,stride=2,padding=1) mean", [norm], [each(norm), alone(most), MEAN]),
        ("layerNorm avgPool1d(3,stride=2,padding=1) last", [norm], [each(norm), alone(mean), LAST]),
        (
            "layerNorm concat(conv1d(3,2) max, conv1d(2,3) max)",
            [norm, short, long],
            [each(norm), concat([windows(short, 2), MAX], [windows(long, 3), MAX])],
        ),
        (
            "layerNorm concat(dense(2), conv1d(3,3,padding=1)) mean",
            [norm, beside, same],
            [each(norm), concat([each(beside)], [alone(same)]), MEAN],
        ),
        (
            "residual(attention(2)) layerNorm residual(dense(8) gelu dense(4)) layerNorm mean",
            [transformer],
            [encoder(transformer), MEAN],
        ),
    ]


def main():
    print(f"# torch {torch.__version__.split('+')[0]}")
    torch.backends.mha.set_fastpath_enabled(False)
    for text, modules, steps in lines():
        embedding = nn.Embedding(6, 4)
        filled(All(embedding, *modules))
        embedding.weight.data[0] = 0
        made, lengths = embedding(IDS), LENGTHS
        with torch.no_grad():
            for step in steps:
                made, lengths = step(made, lengths)
        print(f"embedding(6,4) {text};{' '.join(f'{v:.7g}' for v in made.flatten().tolist())}")


if __name__ == "__main__":
    main()
