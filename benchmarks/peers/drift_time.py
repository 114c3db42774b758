"""Measures the drift report of Evidently with its defaults for two files of a directory.

drift_time.py DIRECTORY

compares windows-0.csv with reference-0.csv, and prints the seconds, without those of reading the files.
"""

import os
import sys
import time
import warnings

os.environ["DO_NOT_TRACK"] = "1"
warnings.simplefilter("ignore")

import pandas  # noqa: E402
from evidently import Report  # noqa: E402
from evidently.presets import DataDriftPreset  # noqa: E402

reference = pandas.read_csv(f"{sys.argv[1]}/reference-0.csv")
current = pandas.read_csv(f"{sys.argv[1]}/windows-0.csv")
begun = time.perf_counter()
Report([DataDriftPreset()]).run(current, reference).dict()
print(time.perf_counter() - begun)
