"""Writes small ONNX models with rows, and what onnxruntime computes for these rows.

The models are scikit-learn's, of its wine rows (UCI Machine Learning Repository, https://doi.org/10.24432/C5PC7J,
CC BY 4.0); it splits them by the column "part", and learns from the rows TRAIN only. What it writes is committed as
integrations/lifecycle-onnx/src/test/resources/external.

Run: target/peers/bin/pip install scikit-learn==1.9.1 "onnx==1.17.0" skl2onnx==1.20.0 onnxruntime==1.32.0
     target/peers/bin/python peers/onnx_models.py FOLDER
     target/peers/bin/python peers/onnx_models.py --operators > FILE
"""

import csv
import json
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from sklearn.datasets import load_wine
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

OPSET, IR = 17, 9  # what ONNX Runtime 1.21 reads, and no newer than needed


def exported(model, rows, **options):
    made = to_onnx(model, rows[:1], target_opset={"": OPSET, "ai.onnx.ml": 3}, **options)
    made.ir_version = IR
    return made


def embedding():
    """Two inputs: a vector, and the id of a category, which chooses a row of a table."""
    random = np.random.default_rng(7)
    table = random.normal(size=(5, 2)).astype(np.float32)
    weights = random.normal(size=(4, 2)).astype(np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["table", "kind"], ["wide"], axis=0),
            helper.make_node("Squeeze", ["wide", "one"], ["embedded"]),
            helper.make_node("Concat", ["numbers", "embedded"], ["joined"], axis=1),
            helper.make_node("MatMul", ["joined", "weights"], ["scores"]),
            helper.make_node("ArgMax", ["scores"], ["label"], axis=1, keepdims=0),
        ],
        "embedding",
        [
            helper.make_tensor_value_info("numbers", TensorProto.FLOAT, ["rows", 2]),
            helper.make_tensor_value_info("kind", TensorProto.INT64, ["rows", 1]),
        ],
        [
            helper.make_tensor_value_info("label", TensorProto.INT64, ["rows"]),
            helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["rows", 2]),
        ],
        [
            numpy_helper.from_array(table, "table"),
            numpy_helper.from_array(weights, "weights"),
            numpy_helper.from_array(np.array([1], np.int64), "one"),
        ],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)
    onnx.checker.check_model(made, full_check=True)
    return made


def answers(model, output, inputs):
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run([output], inputs)[0].astype(np.float64).reshape(len(next(iter(inputs.values()))), -1)


def short(numbers):
    """As many digits as a float32 has."""
    return [float(f"{number:.9g}") for number in numbers]


def write(folder):
    wine = load_wine()
    names = [name.split("/")[0] for name in wine.feature_names]
    features = wine.data.astype(np.float32)
    kinds = [str(wine.target_names[label]) for label in wine.target]
    parts = np.array(["TRAIN", "VALIDATION", "TRAIN", "HOLDOUT"])[np.random.default_rng(3).permutation(len(kinds)) % 4]
    train = parts == "TRAIN"

    boosted = GradientBoostingClassifier(n_estimators=40, max_depth=2, random_state=1)
    boosted.fit(features[train], wine.target[train])
    mlp = make_pipeline(StandardScaler(), MLPClassifier((16,), max_iter=2000, random_state=1))
    mlp.fit(features[train], np.array(kinds)[train])
    others = features[:, 1:]
    regressor = GradientBoostingRegressor(n_estimators=30, max_depth=2, random_state=1)
    regressor.fit(others[train], features[train, 0])

    plain = {id(boosted): {"zipmap": False}}
    texts = {id(mlp): {"zipmap": False}}
    models = {
        "wine-boosted": (exported(boosted, features, options=plain), "probabilities", {"X": features}),
        "wine-mlp": (exported(mlp, features, options=texts), "probabilities", {"X": features}),
        "wine-alcohol": (exported(regressor, others), "variable", {"X": others}),
    }
    kind = np.arange(len(features), dtype=np.int64)[:, None] % 5
    models["embedding"] = (embedding(), "scores", {"numbers": features[:, :2], "kind": kind})

    with open(folder / "wine.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(names + ["kind", "part"])
        for row, name, part in zip(features, kinds, parts):
            out.writerow([str(number) for number in row] + [name, part])
    for name, (model, output, inputs) in models.items():
        (folder / f"{name}.onnx").write_bytes(model.SerializeToString())
        with open(folder / f"{name}.jsonl", "w", encoding="utf-8") as file:
            for row in answers(model, output, inputs):
                file.write(json.dumps(short(row)) + "\n")
    probabilities = answers(*models["wine-mlp"])
    with open(folder / "wine-mlp-golden.jsonl", "w", encoding="utf-8") as file:
        for row, p in list(zip(features, probabilities))[::9]:  # the network's output is the logarithm
            scores = np.log(np.maximum(p, np.finfo(np.float32).tiny))
            golden = {"inputs": {"features": short(row)}, "outputs": {"scores": short(scores)}}
            file.write(json.dumps(golden) + "\n")
    zipped = exported(boosted, features)
    (folder / "wine-zipmap.onnx").write_bytes(zipped.SerializeToString())


# Of ONNX Runtime's own operators, those of optimized and quantized networks. EPContext, which opens a file, is not one.
MICROSOFT = """
    Attention BiasGelu DequantizeLinear DynamicQuantizeLSTM DynamicQuantizeMatMul EmbedLayerNormalization FastGelu
    FusedConv FusedGemm FusedMatMul Gelu MatMulIntegerToFloat MatMulNBits MultiHeadAttention QAttention
    QEmbedLayerNormalization QGemm QLinearAdd QLinearAveragePool QLinearConcat QLinearConv QLinearGlobalAveragePool
    QLinearLeakyRelu QLinearMul QLinearSigmoid QLinearSoftmax QLinearWhere QuantizeLinear QuickGelu RotaryEmbedding
    SkipLayerNormalization SkipSimplifiedLayerNormalization
""".split()


def operators():
    """The operators that a file may have: all of standard ONNX, none of which opens a file, and those above."""
    kept = {"": "ai.onnx", "ai.onnx.ml": "ai.onnx.ml"}
    found = {f"{kept[s.domain]} {s.name}" for s in onnx.defs.get_all_schemas_with_history() if s.domain in kept}
    print("# Written by benchmarks/peers/onnx_models.py from onnx 1.17: domain and name of each operator.")
    print("\n".join(sorted(found | {f"com.microsoft {name}" for name in MICROSOFT})))


if sys.argv[1] == "--operators":
    operators()
else:
    write(pathlib.Path(sys.argv[1]))
