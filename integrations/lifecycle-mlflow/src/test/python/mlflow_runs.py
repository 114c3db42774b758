"""Writes ../resources/mlruns-3.17.2.zip with MLflow's own file store, and what MLflow reads from it.

    pip install mlflow-skinny==3.17.2
    python mlflow_runs.py

The ids of runs and the times differ from one call to the next; both files are written together.
"""

import json
import os
import pathlib
import shutil
import tempfile
import zipfile

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag, ViewType

VERSION = "3.17.2"
RESOURCES = pathlib.Path(__file__).resolve().parent.parent / "resources"
T = 1_700_000_000_000

VALUES = [
    0.1 + 0.2, 1e-05, 5e-324, 1.7976931348623157e308, -0.0, 123456789.123456789, 1 / 3, -7.0, 1e22,
    float("nan"), float("inf"), float("-inf"),
]


def everything(client, experiment):
    run = client.create_run(
        experiment,
        start_time=T,
        run_name="everything: 1e3",
        tags={
            "mlflow.note.content": "# A note\n\nwith two lines",
            "mlflow.user": "ada",
            "mlflow.source.name": "train.py",
            "mlflow.source.git.commit": "0123456789abcdef0123456789abcdef01234567",
            "team": "blue",
            "empty": "",
            "squad/lead": "grüße 😀",
        },
    )
    id = run.info.run_id
    points = [Metric("odd", v, T + 10 * i, i) for i, v in enumerate(VALUES)]
    points += [Metric("val/loss", 1 / (i + 1), T + i, i - 3) for i in range(20)]
    points += [Metric("same", 1.0, T, 0), Metric("same", 1.0, T, 0), Metric("same", 2.0, T, 0)]
    points += [Metric("back", 1.0, T + 5, 5), Metric("back", 9.0, T + 9, 1), Metric("back", 3.0, T, 5)]
    points += [Metric("with blank - and_dash.", 4.5, T, 9_007_199_254_740_993)]
    points += [Metric("count", 12, T, 0)]
    points += [
        Metric("measured", 0.75, T, 7, dataset_name="rides", dataset_digest="9f86d081"),
        Metric("measured", 0.80, T + 1, 8, dataset_name="rides", dataset_digest="9f86d081"),
    ]
    params = [
        Param("lr", "0.01"), Param("layers", "[64, 32]"), Param("empty", ""), Param("opt/name", "adam"),
        Param("text", "two\nlines and = + , \" quotes"), Param("blank", "  around  "),
        Param("unicode", "größe 😀"), Param(".dot", "x"), Param("long", "x" * 6000),
    ]
    client.log_batch(id, metrics=points, params=params)
    client.log_inputs(
        id,
        [
            DatasetInput(
                Dataset("rides", "9f86d081", "local", '{"uri": "/data/rides.csv"}', '{"s": 1}', '{"n": 2}'),
                [InputTag("mlflow.data.context", "train")],
            ),
            DatasetInput(
                Dataset("my rides", "2c26b46b", "http", '{"url": "https://example.org/r.csv"}'),
                [InputTag("mlflow.data.context", "eval"), InputTag("half", "second")],
            ),
        ],
    )
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "model" / "data").mkdir(parents=True)
        (root / "model" / "data" / "weights.bin").write_bytes(bytes(range(256)) * 4)
        (root / "model" / "MLmodel").write_text("flavors: {}\n")
        (root / "empty.txt").write_bytes(b"")
        (root / ".hidden").write_text("dot")
        client.log_artifacts(id, folder)
    client.set_terminated(id, "FINISHED", T + 60_000)
    return id


def others(client, experiment, parent):
    child = client.create_run(experiment, T + 1000, {"mlflow.parentRunId": parent}, "child")
    client.log_batch(child.info.run_id, [Metric("loss", 0.5, T + 1001, 1)], [Param("lr", "0.1")])
    client.set_terminated(child.info.run_id, "FAILED", T + 2000)

    client.log_metric(
        client.create_run(experiment, T + 3000, run_name="going on").info.run_id, "loss", 0.25, T + 3500, 4
    )

    scheduled = client.create_run(experiment, T + 4000, run_name="123456e7")
    client.update_run(scheduled.info.run_id, status="SCHEDULED")

    killed = client.create_run(experiment, T + 5000, run_name="killed")
    client.set_terminated(killed.info.run_id, "KILLED", T + 6000)

    deleted = client.create_run(experiment, T + 7000, run_name="deleted")
    client.log_param(deleted.info.run_id, "a", "b")
    client.set_terminated(deleted.info.run_id, "FINISHED", T + 8000)
    client.delete_run(deleted.info.run_id)


def hexed(value):
    return float(value).hex()


def read(client):
    runs = []
    for experiment in client.search_experiments(view_type=ViewType.ALL):
        for run in client.search_runs([experiment.experiment_id], run_view_type=ViewType.ALL):
            id = run.info.run_id
            runs.append({
                "id": id,
                "experiment": experiment.name,
                "name": run.info.run_name,
                "status": run.info.status,
                "start": run.info.start_time,
                "end": run.info.end_time,
                "deleted": run.info.lifecycle_stage == "deleted",
                "params": run.data.params,
                "tags": run.data.tags,
                "latest": {name: hexed(value) for name, value in run.data.metrics.items()},
                "metrics": {
                    name: [[p.timestamp, hexed(p.value), p.step] for p in client.get_metric_history(id, name)]
                    for name in run.data.metrics
                },
                "inputs": [
                    {
                        "name": i.dataset.name, "digest": i.dataset.digest, "source": i.dataset.source,
                        "source_type": i.dataset.source_type, "tags": {t.key: t.value for t in i.tags},
                    }
                    for i in run.inputs.dataset_inputs
                ],
            })
    return sorted(runs, key=lambda run: run["start"])


def pack(folder, zip_file):
    with zipfile.ZipFile(zip_file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            archive.writestr(name + "/" if path.is_dir() else name, b"" if path.is_dir() else path.read_bytes())


def main():
    assert mlflow.__version__ == VERSION, mlflow.__version__
    with tempfile.TemporaryDirectory() as folder:
        store = pathlib.Path(folder) / "mlruns"
        client = MlflowClient(store.as_uri())
        fraud = client.create_experiment("fraud detection", tags={"mlflow.note.content": "of 2023"})
        others(client, fraud, everything(client, fraud))
        old = client.create_experiment("old")
        lost = client.create_run(old, T - 1000, run_name="of a deleted experiment")
        client.set_terminated(lost.info.run_id, "FINISHED", T)
        expected = read(client)
        client.delete_experiment(old)
        for run in expected:
            run["deleted"] = run["deleted"] or run["experiment"] == "old"
        pack(store, RESOURCES / f"mlruns-{VERSION}.zip")
        (RESOURCES / f"mlruns-{VERSION}.json").write_text(
            json.dumps(expected, indent=1, sort_keys=True, ensure_ascii=True) + "\n"
        )


main()
