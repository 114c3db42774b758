"""Logs one metric of one run with MLflow, point by point.

mlflow_log.py file|sqlite FOLDER POINTS

Prints the seconds for all points, without start, imports and the first points. MLflow forces nothing
to the device with its file store.
"""

import logging
import os
import sys
import time

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
logging.disable(logging.WARNING)

from mlflow.tracking import MlflowClient  # noqa: E402  (the environment comes first)

WARMUP = 50


def main():
    store, folder, points = sys.argv[1], os.path.abspath(sys.argv[2]), int(sys.argv[3])
    os.makedirs(folder)
    uri = {"file": f"file://{folder}/runs", "sqlite": f"sqlite:///{folder}/runs.db"}[store]
    client = MlflowClient(tracking_uri=uri)
    experiment = client.create_experiment("bench", artifact_location=f"file://{folder}/artifacts")
    run = client.create_run(experiment).info.run_id
    for step in range(WARMUP):
        client.log_metric(run, "loss", 1.0 / (step + 1), step=step)
    begin = time.perf_counter()
    for step in range(WARMUP, WARMUP + points):
        client.log_metric(run, "loss", 1.0 / (step + 1), step=step)
    seconds = time.perf_counter() - begin
    if len(client.get_metric_history(run, "loss")) != WARMUP + points:
        raise SystemExit("points are missing")
    print(seconds)


main()
