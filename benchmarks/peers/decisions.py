"""Writes test vectors of classifications: losses of PyTorch, thresholds and weights of scikit-learn.

The vectors are committed as lifecycle-core/src/test/resources/metrics/decisions.jsonl.

Run: target/peers/bin/pip install scikit-learn==1.9.1 torch==2.7.1 && target/peers/bin/python peers/decisions.py > FILE
"""

import json

import numpy as np
import torch
from sklearn.metrics import precision_recall_curve
from sklearn.utils.class_weight import compute_class_weight


def loss(r, classes, weighted, smoothing):
    """Scores are 32-bit numbers, as of a network; losses and gradients are computed in 64 bits."""
    scores = (r.normal(size=(6, classes)) * 3).astype(np.float32)
    labels = r.integers(0, classes, 6)
    weights = np.round(r.random(classes) * 10 + 0.1, 2) if weighted else np.ones(classes)
    made = torch.tensor(scores, dtype=torch.float64, requires_grad=True)
    function = torch.nn.CrossEntropyLoss(
        weight=torch.tensor(weights, dtype=torch.float64), label_smoothing=smoothing, reduction="none"
    )
    losses = function(made, torch.tensor(labels))
    losses.sum().backward()
    return {
        "what": "loss",
        "scores": scores.astype(float).ravel().tolist(),
        "labels": labels.tolist(),
        "weights": weights.tolist() if weighted else [],
        "smoothing": smoothing,
        "losses": losses.detach().numpy().tolist(),
        "gradient": made.grad.numpy().ravel().tolist(),
    }


def threshold(r, rows, precision, digits):
    """The lowest threshold of the curve with this precision, where some positive row is found."""
    own = r.random(rows) < 0.15
    own[0] = True
    scores = (r.normal(size=(rows, 2)) + own[:, None] * [0, 1.5]).round(digits).astype(np.float32)
    wide = scores.astype(float)
    exp = np.exp(wide - wide.max(axis=1, keepdims=True))
    probability = exp[:, 1] / exp.sum(axis=1)
    found, recall, thresholds = precision_recall_curve(own, probability)
    enough = [(t, rec) for p, rec, t in zip(found, recall, thresholds) if p >= precision and rec > 0]
    return {
        "what": "threshold",
        "scores": wide.ravel().tolist(),
        "labels": own.astype(int).tolist(),
        "precision": precision,
        "threshold": min(enough)[0] if enough else None,
        "recall": min(enough)[1] if enough else None,
    }


def weights(r, classes):
    labels = np.concatenate([np.arange(classes), r.integers(0, classes, 50) ** 2 // classes])
    found = compute_class_weight("balanced", classes=np.arange(classes), y=labels)
    return {"what": "weights", "labels": labels.tolist(), "weights": found.tolist()}


def cases():
    r = np.random.default_rng(20260301)
    for classes in (2, 3, 10):
        for weighted in (False, True):
            for smoothing in (0.0, 0.1, 0.5):
                yield loss(r, classes, weighted, smoothing)
    for rows in (20, 200):
        for precision in (0.2, 0.5, 0.8, 0.9, 1.0):
            yield threshold(r, rows, precision, 1)
            yield threshold(r, rows, precision, 4)
    for classes in (2, 3, 7):
        yield weights(r, classes)


for case in cases():
    print(json.dumps(case))
