"""Writes four data sets of scikit-learn with COUNT splits, and what its networks reach on the held-out rows.

NAME.csv has the inputs x0, x1, ..., rounded to 32 bits, the label, and the columns splitFIRST, ... with the role of
each row; the number of a split is also its seed. Both sides learn from the rows TRAIN only. scores.csv has the lines
NAME,PEER,SPLIT,SCORE: the accuracy, or the rmse of a regression. All inputs are standardized; everything else are the
defaults of scikit-learn. Licences of the data: wine, breast cancer and digits come from the UCI repository (CC BY 4.0),
diabetes from Efron et al. 2004, all as shipped by scikit-learn (BSD-3).

Run: target/peers/bin/python peers/tables.py DIRECTORY FIRST COUNT
"""

import sys
import warnings
from pathlib import Path

import numpy as np
from sklearn.compose import TransformedTargetRegressor
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_wine
from sklearn.linear_model import LinearRegression
from sklearn.metrics import accuracy_score, root_mean_squared_error
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

TABLES = {
    "wine": load_wine(),
    "cancer": load_breast_cancer(),
    "digits": load_digits(),
    "diabetes": load_diabetes(scaled=False),
}
warnings.filterwarnings("ignore")  # the defaults stop at 200 epochs, converged or not


def peers(regression, seed):
    """The models of scikit-learn, each with one hidden layer of 100, which is the default."""
    if not regression:
        return {"mlp": MLPClassifier(random_state=seed)}
    return {
        "mlp": MLPRegressor(random_state=seed),
        # Beside the defaults, which do not get near a label far from zero in 200 epochs: the label is standardized too,
        "mlp-scaled": TransformedTargetRegressor(MLPRegressor(random_state=seed), transformer=StandardScaler()),
        "least-squares": LinearRegression(),
    }


def main(directory, splits):
    scores = []
    for name, table in TABLES.items():
        inputs = table.data.astype(np.float32)
        regression = name == "diabetes"
        labels = table.target
        roles = []
        for seed in splits:
            rows = np.arange(len(labels))
            classes = None if regression else labels
            others, held = train_test_split(rows, random_state=seed, stratify=classes)
            # No side learns from these. The library would withhold a tenth of the training rows if there were none.
            train, validation = train_test_split(
                others, test_size=0.1, random_state=seed, stratify=None if regression else labels[others]
            )
            roles.append(np.select([np.isin(rows, held), np.isin(rows, validation)], ["HOLDOUT", "VALIDATION"], "TRAIN"))
            for peer, model in peers(regression, seed).items():
                model = make_pipeline(StandardScaler(), model)
                model.fit(inputs[train].astype(float), labels[train])
                found = model.predict(inputs[held].astype(float))
                score = root_mean_squared_error if regression else accuracy_score
                scores.append(f"{name},{peer},{seed},{score(labels[held], found)}")
        header = [f"x{i}" for i in range(inputs.shape[1])] + ["label"] + [f"split{i}" for i in splits]
        lines = [
            [np.format_float_positional(x, trim="-") for x in inputs[i]]
            + [str(labels[i]) if regression else f"class{labels[i]}"]
            + [role[i] for role in roles]
            for i in range(len(labels))
        ]
        (directory / f"{name}.csv").write_text("\n".join(",".join(line) for line in [header] + lines) + "\n")
    (directory / "scores.csv").write_text("\n".join(scores) + "\n")


first, count = map(int, sys.argv[2:])
main(Path(sys.argv[1]), range(first, first + count))
