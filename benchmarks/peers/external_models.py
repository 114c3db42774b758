"""Writes models that PyTorch trained, as TorchScript files, and what PyTorch makes of some rows.

Each file of rows has lines {"inputs": {"features": [...]}, "outputs": {"scores": [...]}}, numbers of 32 bits in their
shortest form. The files in bad/ are programs that must be refused. All are committed in
lifecycle-djl/src/test/resources/external; the same versions write the same bytes.

Run: target/peers/bin/pip install torch==2.7.1 scikit-learn==1.9.1 && \
     PYTHONHASHSEED=0 target/peers/bin/python peers/external_models.py DIRECTORY
"""

import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any, List

import numpy as np
import torch
from sklearn.datasets import load_diabetes, load_digits, load_wine
from torch import nn

STEPS, ROWS = 300, 20


class Perceptron(nn.Module):
    """Raw columns in, scores of the classes or one number out: the scaling is part of the program."""

    def __init__(self, rows, hidden, outputs, mean=0.0, deviation=1.0):
        super().__init__()
        self.register_buffer("center", rows.mean(dim=0))
        self.register_buffer("scale", rows.std(dim=0))
        self.hidden = nn.Linear(rows.shape[1], hidden)
        self.output = nn.Linear(hidden, outputs)
        self.mean = mean
        self.deviation = deviation

    def forward(self, features):
        x = torch.relu(self.hidden((features - self.center) / self.scale))
        return self.output(x) * self.deviation + self.mean


class Convolutions(nn.Module):
    """Images [rows, 1, 8, 8] from 0 to 1 in, scores of the ten digits out."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1),
            nn.ReLU(),
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(256, 10),
        )

    def forward(self, features):
        return self.layers(features)


class WantsDoubles(nn.Module):
    """Fails for numbers of 32 bits, as its weights have 64."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(13, 3).double()

    def forward(self, features):
        return self.layer(features)


class AnswersDoubles(nn.Module):
    """Takes numbers of 32 bits, and answers with 64."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(13, 3)

    def forward(self, features):
        return self.layer(features).double()


class AnswersInts(nn.Module):
    """Answers with numbers of 32 bits, which for other rows than zeros are whole ones."""

    def forward(self, features):
        if bool(features.any()):
            return features[:, :3].int()
        return features[:, :3]


class Dropped(nn.Module):
    """Answers as a network does that is saved in training: half of the numbers are zeros, others each time."""

    def forward(self, features):
        return torch.dropout(features[:, :3], 0.5, True)


class Endless(nn.Module):
    """Never answers."""

    def forward(self, features):
        x = features
        while True:
            x = x + 1
        return x


class Flood(nn.Module):
    """Keeps more and more memory, 5 MB a step and row, each byte of it written; no constant, which would be folded."""

    def forward(self, features):
        kept = [features]
        while True:
            kept.append(features.repeat([100000, 1]))
        return kept[0]


class Crash(nn.Module):
    """Ends the process with nothing but lists: a million of them, each in the next, are freed by as many calls."""

    def forward(self, features):
        nested: List[Any] = [features]
        for _ in range(1000000):
            outer: List[Any] = []
            outer.append(nested)
            nested = outer
        return features[:, :3]


class ReadsFile(nn.Module):
    """Answers with the beginning of a file of the machine."""

    def forward(self, features):
        return torch.from_file("/etc/hostname", False, 3, dtype=torch.uint8).float() + features[:, :3]


def fit(model, inputs, targets, loss):
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=1e-4)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss(model(inputs), targets).backward()
        optimizer.step()
    return model.eval()


def wine():
    data = load_wine()
    rows = torch.tensor(data.data, dtype=torch.float32)
    torch.manual_seed(1)
    model = Perceptron(rows, 16, 3)
    fit(model, rows, torch.tensor(data.target), nn.functional.cross_entropy)
    return rows, torch.jit.script(model)


def diabetes():
    data = load_diabetes(scaled=False)
    rows = torch.tensor(data.data, dtype=torch.float32)
    labels = torch.tensor(data.target, dtype=torch.float32).unsqueeze(1)
    torch.manual_seed(2)
    model = Perceptron(rows, 16, 1, float(labels.mean()), float(labels.std()))
    fit(model, rows, labels, lambda y, t: nn.functional.mse_loss(y, t) / float(labels.var()))
    return rows, torch.jit.script(model)


def digits():
    data = load_digits()
    rows = torch.tensor(data.images / 16, dtype=torch.float32).unsqueeze(1)
    torch.manual_seed(3)
    model = fit(Convolutions(), rows, torch.tensor(data.target), nn.functional.cross_entropy)
    return rows, torch.jit.trace(model, rows[:2])


def file(program):
    """The bytes of a program, without the source of the places that errors name: it contains paths of this machine."""
    whole = io.BytesIO()
    torch.jit.save(program, whole)
    result = io.BytesIO()
    with zipfile.ZipFile(whole) as read, zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as written:
        for entry in read.namelist():
            if not entry.endswith(".debug_pkl"):
                path = "model/" + entry.split("/", 1)[1]
                written.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), read.read(entry))
    return result.getvalue()


def shortest(numbers):
    texts = [np.format_float_scientific(x, trim="-") for x in numbers.numpy().ravel()]
    decimals = [float(text) for text in texts]
    assert (np.array(decimals).astype(np.float32) == numbers.numpy().ravel()).all()
    return decimals


def lines(rows, program):
    chosen = rows[:: len(rows) // ROWS][:ROWS]
    with torch.no_grad():
        # One row at a time: a batch of another size may differ in the last bits.
        answers = [program(row.unsqueeze(0))[0] for row in chosen]
    for row, answer in zip(chosen, answers):
        yield json.dumps({"inputs": {"features": shortest(row)}, "outputs": {"scores": shortest(answer)}})


def main(directory):
    (directory / "bad").mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    for name, made in {"wine": wine, "diabetes": diabetes, "digits": digits}.items():
        rows, program = made()
        (directory / f"{name}.pt").write_bytes(file(program))
        loaded = torch.jit.load(directory / f"{name}.pt")
        (directory / f"{name}.jsonl").write_text("\n".join(lines(rows, loaded)) + "\n")
    bad = {
        "wants-doubles": WantsDoubles,
        "answers-doubles": AnswersDoubles,
        "answers-ints": AnswersInts,
        "dropped": Dropped,
        "endless": Endless,
        "flood": Flood,
        "crash": Crash,
        "reads-file": ReadsFile,
    }
    for name, program in bad.items():
        torch.manual_seed(4)
        (directory / "bad" / f"{name}.pt").write_bytes(file(torch.jit.script(program().eval())))
    for path in sorted(directory.rglob("*.*")):
        if path.suffix in (".pt", ".jsonl"):
            hashed = hashlib.sha256(path.read_bytes()).hexdigest()
            print(f"| {path.relative_to(directory)} | {path.stat().st_size} | `{hashed}` |")


main(Path(sys.argv[1]))
