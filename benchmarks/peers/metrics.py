"""Writes test vectors of metrics: random answers, and what scikit-learn makes of them.

Where scikit-learn has no such metric, the formula stands here in NumPy. The vectors are committed as
lifecycle-core/src/test/resources/metrics/vectors.jsonl.

Run: target/peers/bin/pip install scikit-learn==1.9.1 && target/peers/bin/python peers/metrics.py > FILE
"""

import json
import warnings

import numpy as np
from sklearn import metrics as m
from sklearn.preprocessing import label_binarize

warnings.filterwarnings("ignore")
NAN = float("nan")


def ece(labels, probabilities, bins=15):
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    place = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    total = 0.0
    for b in range(bins):
        chosen = place == b
        if chosen.any():
            total += chosen.mean() * abs(correct[chosen].mean() - confidence[chosen].mean())
    return total


def specificity(labels, choices, c):
    negatives = labels != c
    return float((choices[negatives] != c).mean()) if negatives.any() else NAN


Z = 1.959963984540054


def wilson(share, n):
    centre = (share + Z * Z / 2 / n) / (1 + Z * Z / n)
    half = Z * np.sqrt(share * (1 - share) / n + Z * Z / 4 / n / n) / (1 + Z * Z / n)
    return max(0, centre - half), min(1, centre + half)


def newcombe(auc, m, n, end):
    """Method 5: the area farthest towards an end that is not refused by the deviation it would have."""
    inside, outside = auc, float(end)
    for _ in range(100):
        t = (inside + outside) / 2
        factor = 1 + ((m + n) / 2 - 1) * ((1 - t) / (2 - t) + t / (1 + t))
        if abs(t - auc) <= Z * np.sqrt(t * (1 - t) * factor / m / n):
            inside = t
        else:
            outside = t
    return inside


def auc_interval(labels, scores):
    """DeLong on the logit scale, with the variance by its definition: one comparison for each pair."""
    x, y = scores[labels], scores[~labels]
    pairs = (x[:, None] > y[None, :]) + 0.5 * (x[:, None] == y[None, :])
    auc = pairs.mean()
    if min(len(x), len(y)) == 1:
        return list(wilson(auc, 1))
    bounds = []
    if 0 < auc < 1:
        se = np.sqrt(pairs.mean(axis=1).var(ddof=1) / len(x) + pairs.mean(axis=0).var(ddof=1) / len(y))
        logit, half = np.log(auc / (1 - auc)), Z * se / (auc * (1 - auc))
        bounds = [1 / (1 + np.exp(half - logit)), 1 / (1 + np.exp(-half - logit))]
    if min(len(x), len(y)) < 200:
        bounds += [newcombe(auc, len(x), len(y), 0), newcombe(auc, len(x), len(y), 1)]
    return [min(bounds), max(bounds)]


def never_predicted(precisions, support):
    """A class with rows that is never predicted counts 0, one without rows does not count."""
    return np.where(np.isnan(precisions) & (support > 0), 0, precisions)


def averages(values, support):
    known = ~np.isnan(values)
    if not known.any():
        return NAN, NAN
    weighted = (values * support)[known].sum() / support[known].sum() if support[known].sum() else NAN
    return values[known].mean(), weighted


def classification(name, labels, probabilities):
    k = probabilities.shape[1]
    choices = probabilities.argmax(axis=1)
    classes = list(range(k))
    support = np.array([(labels == c).sum() for c in classes], dtype=float)
    out = {
        "accuracy": m.accuracy_score(labels, choices),
        "balanced_accuracy": m.balanced_accuracy_score(labels, choices),
        "mcc": m.matthews_corrcoef(labels, choices),
        "log_loss": m.log_loss(labels, probabilities, labels=classes),
        "brier": m.brier_score_loss(labels, probabilities, labels=classes)
        if k > 2
        else m.brier_score_loss(labels == 1, probabilities[:, 1]),
        "ece": ece(labels, probabilities),
    }
    if len(set(labels)) < 2 or len(set(choices)) < 2:
        out["mcc"] = NAN  # scikit-learn says 0, though nothing is known
    if k > 2:
        out["top_2_accuracy"] = m.top_k_accuracy_score(labels, probabilities, k=2, labels=classes)
    by_class = {}
    for base, function in {
        "precision": lambda a: m.precision_score(labels, choices, labels=classes, average=a, zero_division=np.nan),
        "recall": lambda a: m.recall_score(labels, choices, labels=classes, average=a, zero_division=np.nan),
        "f1": lambda a: m.f1_score(labels, choices, labels=classes, average=a, zero_division=np.nan),
        "f0.5": lambda a: m.fbeta_score(labels, choices, labels=classes, beta=0.5, average=a, zero_division=np.nan),
        "f2": lambda a: m.fbeta_score(labels, choices, labels=classes, beta=2, average=a, zero_division=np.nan),
    }.items():
        by_class[base] = function(None)
        for average in ("macro", "micro", "weighted"):
            out[f"{base}_{average}"] = function(average)
    for average, value in zip(("macro", "weighted"), averages(never_predicted(by_class["precision"], support), support)):
        out[f"precision_{average}"] = value
        if support.all():  # then scikit-learn's own default, zero_division=0, says the same
            assert np.isclose(value, m.precision_score(labels, choices, labels=classes, average=average, zero_division=0))
    by_class["specificity"] = np.array([specificity(labels, choices, c) for c in classes])
    binary = [labels == c for c in classes]
    by_class["roc_auc"] = np.array(
        [m.roc_auc_score(b, probabilities[:, c]) if 0 < b.sum() < len(b) else NAN for c, b in enumerate(binary)]
    )
    by_class["average_precision"] = np.array(
        [m.average_precision_score(b, probabilities[:, c]) if b.any() else NAN for c, b in enumerate(binary)]
    )
    for base in ("specificity", "roc_auc", "average_precision"):
        out[f"{base}_macro"], out[f"{base}_weighted"] = averages(by_class[base], support)
    for base, values in by_class.items():
        for c in classes:
            out[f"{base}[c{c}]"] = values[c]
        if k == 2:
            out[base] = values[1]
    intervals = {}
    if k == 2 and 0 < (labels == 1).sum() < len(labels):
        intervals["roc_auc"] = auc_interval(labels == 1, probabilities[:, 1])
    return {
        "name": name,
        "task": "classification",
        "labels": labels.tolist(),
        "outputs": probabilities.tolist(),
        "metrics": {n: clean(v) for n, v in sorted(out.items())},
        "intervals": intervals,
        "confusion": m.confusion_matrix(labels, choices, labels=classes).tolist(),
    }


def regression(name, labels, estimates):
    out = {
        "rmse": m.root_mean_squared_error(labels, estimates),
        "mae": m.mean_absolute_error(labels, estimates),
        "median_absolute_error": m.median_absolute_error(labels, estimates),
        "r2": m.r2_score(labels, estimates, force_finite=False),
        "mape": m.mean_absolute_percentage_error(labels, estimates),
        "pinball[0.1]": m.mean_pinball_loss(labels, estimates, alpha=0.1),
        "pinball[0.9]": m.mean_pinball_loss(labels, estimates, alpha=0.9),
    }
    return {
        "name": name,
        "task": "regression",
        "labels": labels.tolist(),
        "outputs": estimates.tolist(),
        "metrics": {n: clean(v) for n, v in sorted(out.items())},
        "intervals": {},
    }


def row(name, task, labels, outputs, out, **more):
    return {
        "name": name,
        "task": task,
        **more,
        "labels": labels.astype(float).tolist(),
        "outputs": outputs.tolist(),
        "metrics": {n: clean(v) for n, v in sorted(out.items())},
        "intervals": {},
    }


def columns(name, labels, estimates):
    out = {}
    for base, function in {
        "rmse": lambda **k: m.root_mean_squared_error(labels, estimates, **k),
        "mae": lambda **k: m.mean_absolute_error(labels, estimates, **k),
        "median_absolute_error": lambda **k: m.median_absolute_error(labels, estimates, **k),
        "r2": lambda **k: m.r2_score(labels, estimates, force_finite=False, **k),
        "mape": lambda **k: m.mean_absolute_percentage_error(labels, estimates, **k),
        "pinball[0.1]": lambda **k: m.mean_pinball_loss(labels, estimates, alpha=0.1, **k),
    }.items():
        out[base] = function(multioutput="uniform_average")
        for c, value in enumerate(function(multioutput="raw_values")):
            out[f"{base}[c{c}]"] = value
    out["baseline_rmse"] = labels.std(axis=0).mean()
    return row(name, "columns", labels, estimates, out)


def quantiles(name, labels, estimates, shares):
    out = {f"pinball[{q}]": m.mean_pinball_loss(labels, estimates[:, i], alpha=q) for i, q in enumerate(shares)}
    out["pinball"] = np.mean([out[f"pinball[{q}]"] for q in shares])
    lower, upper = estimates[:, 0], estimates[:, -1]
    if len(shares) > 1:
        out["coverage"] = ((lower <= labels) & (labels <= upper)).mean()
        out["coverage_error"] = abs(out["coverage"] - (shares[-1] - shares[0]))
        out["interval_width"] = (upper - lower).mean()
    if 0.5 in shares:
        out["mae"] = m.mean_absolute_error(labels, estimates[:, shares.index(0.5)])
    return row(name, "quantiles", labels, estimates, out, quantiles=shares)


def multi_label(name, labels, probabilities):
    k = labels.shape[1]
    choices = (probabilities > 0.5).astype(int)
    support = labels.sum(axis=0).astype(float)
    out = {
        "subset_accuracy": m.accuracy_score(labels, choices),
        "hamming_loss": m.hamming_loss(labels, choices),
    }
    by_label = {
        "log_loss": [m.log_loss(labels[:, c], probabilities[:, c], labels=[0, 1]) for c in range(k)],
        "brier": [m.brier_score_loss(labels[:, c], probabilities[:, c], pos_label=1) for c in range(k)],
    }
    for base in by_label:
        out[base] = np.mean(by_label[base])
    for base, function in {
        "precision": lambda a: m.precision_score(labels, choices, average=a, zero_division=np.nan),
        "recall": lambda a: m.recall_score(labels, choices, average=a, zero_division=np.nan),
        "f1": lambda a: m.f1_score(labels, choices, average=a, zero_division=np.nan),
        "f0.5": lambda a: m.fbeta_score(labels, choices, beta=0.5, average=a, zero_division=np.nan),
    }.items():
        by_label[base] = function(None)
        for average in ("macro", "micro", "weighted", "samples"):
            out[f"{base}_{average}"] = function(average)
    for average, value in zip(("macro", "weighted"), averages(never_predicted(by_label["precision"], support), support)):
        out[f"precision_{average}"] = value
    with np.errstate(invalid="ignore"):
        of_rows = (labels & choices).sum(axis=1) / choices.sum(axis=1)
    rated = labels.sum(axis=1) + choices.sum(axis=1) > 0
    out["precision_samples"] = never_predicted(of_rows, labels.sum(axis=1))[rated].mean()
    by_label["specificity"] = np.array([specificity(labels[:, c], choices[:, c], 1) for c in range(k)])
    known = [c for c in range(k) if 0 < support[c] < len(labels)]
    for base, function in {"roc_auc": m.roc_auc_score, "average_precision": m.average_precision_score}.items():
        one = [function(labels[:, c], probabilities[:, c]) if support[c] else NAN for c in range(k)]
        by_label[base] = np.array([one[c] if c in known or base != "roc_auc" else NAN for c in range(k)])
        if 0 < labels.sum() < labels.size:
            out[f"{base}_micro"] = function(labels, probabilities, average="micro")
        if len(known) == k:  # else scikit-learn has no mean of the others
            for average in ("macro", "weighted"):
                out[f"{base}_{average}"] = function(labels, probabilities, average=average)
    for base, values in by_label.items():
        for c in range(k):
            out[f"{base}[c{c}]"] = values[c]
    return row(name, "labels", labels, probabilities, out)


def reconstruction(name, inputs, outputs):
    errors = ((inputs - outputs) ** 2).mean(axis=1)
    out = {
        "mse": m.mean_squared_error(inputs, outputs),
        "rmse": np.sqrt(m.mean_squared_error(inputs, outputs)),
        "mae": m.mean_absolute_error(inputs, outputs),
        "error[0.5]": np.quantile(errors, 0.5),
        "error[0.95]": np.quantile(errors, 0.95),
        "error[0.123]": np.quantile(errors, 0.123),
        "baseline_rmse": np.sqrt(inputs.var(axis=0).mean()),
    }
    return row(name, "reconstruction", inputs, outputs, out)


# Metrics whose interval is that of a bootstrap, of some cases: from labels and outputs.
BOOTSTRAPPED = {
    "three classes": {
        "mcc": lambda y, p: m.matthews_corrcoef(y, p.argmax(axis=1)),
        "ece": ece,
        "brier": lambda y, p: m.brier_score_loss(y, p, labels=[0, 1, 2]),
        "log_loss": lambda y, p: m.log_loss(y, p, labels=[0, 1, 2]),
        "f1_macro": lambda y, p: m.f1_score(y, p.argmax(axis=1), average="macro"),
    },
    "numbers": {
        "r2": m.r2_score,
        "median_absolute_error": m.median_absolute_error,
        "pinball[0.9]": lambda y, p: m.mean_pinball_loss(y, p, alpha=0.9),
    },
    "three quantiles": {
        "pinball": lambda y, p: np.mean([m.mean_pinball_loss(y, p[:, i], alpha=q) for i, q in enumerate([0.1, 0.5, 0.9])]),
        "coverage_error": lambda y, p: abs(((p[:, 0] <= y) & (y <= p[:, 2])).mean() - 0.8),
        "interval_width": lambda y, p: (p[:, 2] - p[:, 0]).mean(),
    },
    "three labels": {
        "f1_macro": lambda y, p: m.f1_score(y, p > 0.5, average="macro"),
        "hamming_loss": lambda y, p: m.hamming_loss(y, p > 0.5),
    },
    "a reconstruction": {
        "error[0.5]": lambda y, p: np.quantile(((y - p) ** 2).mean(axis=1), 0.5),
        "error[0.95]": lambda y, p: np.quantile(((y - p) ** 2).mean(axis=1), 0.95),
    },
}


def percentiles(case):
    """Returns 95 % intervals by the percentiles of a bootstrap of 2,000 samples."""
    whole = case["task"] in ("classification", "labels")
    labels, outputs = np.array(case["labels"], dtype=int if whole else float), np.array(case["outputs"])
    intervals = {}
    for name, metric in BOOTSTRAPPED.get(case["name"], {}).items():
        assert np.isclose(metric(labels, outputs), case["metrics"][name])
        r = np.random.default_rng(7)
        drawn = (r.integers(0, len(labels), len(labels)) for _ in range(2000))
        intervals[name] = np.quantile([metric(labels[d], outputs[d]) for d in drawn], [0.025, 0.975]).tolist()
    return {"percentiles": intervals} if intervals else {}


def clean(value):
    return float(value) if np.isfinite(value) else None


def softmax(scores):
    exp = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exp / exp.sum(axis=1, keepdims=True)


def cases():
    r = np.random.default_rng(20260229)
    for name, rows, k, signal in [
        ("two classes", 80, 2, 1.0),
        ("three classes", 90, 3, 1.5),
        ("ten classes, few rows", 60, 10, 1.0),
        ("two classes, a perfect model", 40, 2, 40.0),
    ]:
        labels = r.integers(0, k, rows)
        scores = r.normal(size=(rows, k))
        scores[np.arange(rows), labels] += signal
        yield classification(name, labels, softmax(scores))
    labels = (r.random(300) < 0.05).astype(int)
    scores = r.normal(size=(300, 2))
    scores[:, 0] += 2
    scores[np.arange(300), labels] += 1
    yield classification("one row in twenty is positive", labels, softmax(scores))
    labels = r.integers(0, 2, 60)
    coarse = np.round(r.random(60) * 4 + labels) / 8 + 0.125
    yield classification("scores with ties", labels, np.stack([1 - coarse, coarse], axis=1))
    yield classification("no row of the positive class", np.zeros(20, int), softmax(r.normal(size=(20, 2))))
    yield classification("a class that is never chosen", r.integers(0, 3, 30), softmax(r.normal(size=(30, 3)) + [3, 1, -9]))
    labels = r.normal(size=70) * 3
    yield regression("numbers", labels, labels + r.normal(size=70))
    yield regression("an odd count, all too low", labels[:31], labels[:31] - r.random(31))
    yield regression("labels of zero", np.zeros(10), r.normal(size=10))
    yield regression("a perfect estimate", labels[:5], labels[:5])
    labels = r.normal(size=(40, 3)) * [1, 10, 0.1] + [0, 100, 0]
    yield columns("three columns of three units", labels, labels + r.normal(size=(40, 3)) * [0.3, 5, 0.1])
    yield columns("a column of one value", np.stack([labels[:9, 0], np.full(9, 2.0)], axis=1), labels[:9, :2])
    labels = r.exponential(size=60)
    noisy = np.sort(np.quantile(labels, [0.1, 0.5, 0.9]) + r.normal(size=(60, 3)) * 0.2, axis=1)
    yield quantiles("three quantiles", labels, noisy, [0.1, 0.5, 0.9])
    yield quantiles("two quantiles, on the labels", labels[:8], np.stack([labels[:8], labels[:8] + 1], axis=1), [0.05, 0.975])
    yield quantiles("one quantile", labels[:7], labels[:7, None] - 0.5, [0.25])
    for name, rows, shares in [
        ("three labels", 80, [0.5, 0.3, 0.1]),
        ("rows without a label", 30, [0.2, 0.1]),
    ]:
        labels = (r.random((rows, len(shares))) < shares).astype(int)
        yield multi_label(name, labels, 1 / (1 + np.exp(-(r.normal(size=labels.shape) + 2 * labels - 1))))
    labels = (r.random((25, 3)) < [0.5, 0, 1]).astype(int)
    yield multi_label("a label of no row, one of all", labels, r.random((25, 3)))
    yield multi_label("probabilities with ties", labels[:, [0, 2]], np.round(r.random((25, 2)) * 4) / 4)
    inputs = r.normal(size=(33, 5))
    yield reconstruction("a reconstruction", inputs, inputs * 0.8 + r.normal(size=(33, 5)) * 0.3)
    yield reconstruction("a perfect reconstruction", inputs[:4], inputs[:4])
    labels = r.integers(0, 3, 40)
    yield classification("equal probabilities of three classes", labels, np.round(r.dirichlet([1] * 3, 40) * 4) / 4)
    labels = np.array([0] * 30 + [1] * 6 + [2] * 4)
    yield classification("a collapsed model", labels, softmax(r.normal(size=(40, 3)) * 0.1 + [5, 0, 0]))
    labels = (r.random((20, 2)) < 0.4).astype(int)
    yield multi_label("no label is predicted", labels, r.random((20, 2)) * 0.5)
    scores = r.random(30)
    yield classification("a single positive row", (np.arange(30) == 7).astype(int), np.stack([1 - scores, scores], axis=1))


for case in cases():
    print(json.dumps(case | percentiles(case)))
