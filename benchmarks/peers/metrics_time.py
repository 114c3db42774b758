"""Measures the metrics of scikit-learn on as many rows as the library evaluates, without intervals.

Prints the seconds of one evaluation of the same set of metrics as the library lists, the median of five.

Run: target/peers/bin/python peers/metrics_time.py CLASSES ROWS, where 1 class is a regression
"""

import statistics
import sys
import time

import numpy as np
from sklearn import metrics as m


def ece(labels, probabilities, bins=15):
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    place = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    hits = np.bincount(place, weights=correct, minlength=bins)
    return np.abs(hits - np.bincount(place, weights=confidence, minlength=bins)).sum() / len(labels)


def specificity(labels, choices, c):
    return (choices[labels != c] != c).mean()


def classification(labels, probabilities):
    k = probabilities.shape[1]
    choices = probabilities.argmax(axis=1)
    average = "binary" if k == 2 else "macro"
    binary = np.eye(k, dtype=bool)[labels]
    positives = [1] if k == 2 else range(k)
    return [
        m.accuracy_score(labels, choices),
        np.mean([m.average_precision_score(binary[:, c], probabilities[:, c]) for c in positives]),
        m.balanced_accuracy_score(labels, choices),
        np.bincount(labels).max() / len(labels),
        m.brier_score_loss(labels, probabilities[:, 1]) if k == 2 else m.brier_score_loss(labels, probabilities),
        ece(labels, probabilities),
        m.f1_score(labels, choices, average=average),
        m.log_loss(labels, probabilities),
        m.matthews_corrcoef(labels, choices),
        m.precision_score(labels, choices, average=average),
        m.recall_score(labels, choices, average=average),
        np.mean([m.roc_auc_score(binary[:, c], probabilities[:, c]) for c in positives]),
        np.mean([specificity(labels, choices, c) for c in positives]),
    ]


def regression(labels, estimates):
    return [
        m.root_mean_squared_error(labels, estimates),
        m.mean_absolute_error(labels, estimates),
        m.median_absolute_error(labels, estimates),
        m.r2_score(labels, estimates),
        m.mean_absolute_percentage_error(labels, estimates),
        labels.std(),
    ]


def main(classes, rows):
    random = np.random.default_rng(20260301)
    if classes == 1:
        labels = random.normal(size=rows)
        work = regression, labels, labels + random.normal(size=rows)
    else:
        labels = random.integers(classes, size=rows)
        scores = random.normal(size=(rows, classes)) + 1.5 * np.eye(classes)[labels]
        probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        work = classification, labels, probabilities
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        work[0](*work[1:])
        times.append(time.perf_counter() - begin)
    print(statistics.median(times))


main(int(sys.argv[1]), int(sys.argv[2]))
