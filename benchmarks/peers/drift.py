"""Counts the alarms of a library with its defaults in windows of a stream that does not change.

drift.py evidently|nannyml DIRECTORY SEEDS ROWS

reads reference-SEED.csv and windows-SEED.csv of the directory, and compares each window of so many rows with the
reference. Prints one line: the share of columns and of windows that alarm, and alarms of 90 daily windows.
"""

import os
import sys
import warnings

os.environ["DO_NOT_TRACK"] = "1"  # both report their use to a server by default
os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"
warnings.simplefilter("ignore")

import pandas  # noqa: E402


def evidently(reference, windows, rows):
    """The preset DataDriftPreset: a column drifts beyond the threshold of the test that Evidently chose for it."""
    from evidently import Report
    from evidently.presets import DataDriftPreset

    alarms = []
    for first in range(0, len(windows), rows):
        window = windows.iloc[first : first + rows].reset_index(drop=True)
        found = Report([DataDriftPreset()]).run(window, reference).dict()["metrics"]
        alarms.append([drifted(m) for m in found if m["config"]["type"].endswith(":ValueDrift")])
    return alarms


def drifted(metric):
    config = metric["config"]
    if "p_value" in config["method"]:
        return metric["value"] < config["threshold"]
    return metric["value"] >= config["threshold"]


def nannyml(reference, windows, rows):
    """The univariate calculator: Jensen-Shannon distance beyond the thresholds of the reference's own chunks."""
    import nannyml as nml

    calculator = nml.UnivariateDriftCalculator(column_names=list(reference.columns), chunk_size=rows)
    calculator.fit(reference)
    found = calculator.calculate(windows).filter(period="analysis").to_df()
    return found.xs("alert", axis=1, level=2).to_numpy(dtype=bool).tolist()


def main(peer, directory, seeds, rows):
    alarms = []
    for seed in range(int(seeds)):
        reference = pandas.read_csv(f"{directory}/reference-{seed}.csv")
        windows = pandas.read_csv(f"{directory}/windows-{seed}.csv")
        alarms += globals()[peer](reference, windows, int(rows))
    columns = sum(sum(window) for window in alarms) / sum(len(window) for window in alarms)
    any_column = sum(any(window) for window in alarms) / len(alarms)
    print(
        f"monitoring-quiet-{peer}-{len(reference)}-rows windows {len(alarms)} alarms-per-column {columns:.3f}"
        f" alarms-per-window {any_column:.3f} alarms-per-90-days {90 * any_column:.1f}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
