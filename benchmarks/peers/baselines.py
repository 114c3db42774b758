"""Writes data sets of scikit-learn, and the linear models that it fits to them.

Rows whose number is divisible by five are held out. Numbers are rounded to 32 bits first, as the library prepares them.
The files are committed in lifecycle-core/src/test/resources/baselines.

Run: target/peers/bin/pip install scikit-learn==1.9.1 && target/peers/bin/python peers/baselines.py DIRECTORY
"""

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import log_loss, mean_squared_error


def cases():
    diabetes = load_diabetes(scaled=False)
    yield "diabetes", diabetes.data, diabetes.target, LinearRegression()
    exact = {"tol": 1e-12, "max_iter": 100_000, "solver": "newton-cg"}
    iris = load_iris()
    yield "iris", iris.data, iris.target, LogisticRegression(**exact)
    cancer = load_breast_cancer()
    yield "cancer", cancer.data[:, :10], cancer.target, LogisticRegression(**exact)


def main(directory):
    vectors = {}
    for name, data, target, model in cases():
        data = data.astype(np.float32)
        rows = np.column_stack([data, target]).astype(np.float32)
        lines = [",".join(np.format_float_positional(x, trim="-") for x in row) for row in rows]
        (directory / f"{name}.csv").write_text("\n".join(lines) + "\n")
        held = np.arange(len(data)) % 5 == 0
        inputs = data.astype(np.float64)
        model.fit(inputs[~held], target[~held])
        if isinstance(model, LinearRegression):
            found = {"rmse": mean_squared_error(target[held], model.predict(inputs[held])) ** 0.5}
        else:
            found = {"log_loss": log_loss(target[held], model.predict_proba(inputs[held]))}
        found["weights"] = np.atleast_2d(model.coef_).tolist()
        found["constants"] = np.atleast_1d(model.intercept_).tolist()
        vectors[name] = found
    (directory / "vectors.json").write_text(json.dumps(vectors, indent=1) + "\n")


main(Path(sys.argv[1]))
