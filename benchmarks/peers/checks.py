"""Reads a CSV file with pandas and checks it by the 30 rules of CsvSnapshot.

checks.py ge|pandera FILE: prints the seconds, without start and imports.
"""

import sys
import time

import pandas

ROWS = 1_000_000
TEXTS = ["c0", "c10"]
NUMBERS = [f"c{i}" for i in range(20) if i % 10]
MEANS = [f"c{i}" for i in range(3, 10)]


def pandera_checks(frame_of):
    import pandera.pandas as pa

    columns = {name: pa.Column(checks=pa.Check.in_range(-1e4, 1e9)) for name in NUMBERS}
    for name in MEANS:
        mean = pa.Check(lambda column: -100 <= column.mean() <= 100)
        columns[name] = pa.Column(checks=[pa.Check.in_range(-1e4, 1e9), mean])
    for name in TEXTS:
        distinct = pa.Check(lambda column: column.nunique() == 20)
        columns[name] = pa.Column(checks=[pa.Check.str_matches("kind [0-9]+$"), distinct])
    schema = pa.DataFrameSchema(columns, checks=pa.Check(lambda frame: len(frame) == ROWS))
    begin = time.perf_counter()
    schema.validate(frame_of(), lazy=True)
    return time.perf_counter() - begin


def great_expectations_checks(frame_of):
    import great_expectations as gx
    from great_expectations import expectations as e

    context = gx.get_context(mode="ephemeral")
    source = context.data_sources.add_pandas("pandas")
    asset = source.add_dataframe_asset("rows")
    whole = asset.add_batch_definition_whole_dataframe("all")
    suite = context.suites.add(gx.ExpectationSuite("suite"))
    suite.add_expectation(e.ExpectTableRowCountToEqual(value=ROWS))
    for name in NUMBERS:
        suite.add_expectation(
            e.ExpectColumnValuesToBeBetween(column=name, min_value=-1e4, max_value=1e9))
    for name in MEANS:
        suite.add_expectation(
            e.ExpectColumnMeanToBeBetween(column=name, min_value=-100, max_value=100))
    for name in TEXTS:
        suite.add_expectation(
            e.ExpectColumnValuesToMatchRegex(column=name, regex="kind [0-9]+$"))
        suite.add_expectation(
            e.ExpectColumnUniqueValueCountToBeBetween(column=name, min_value=20, max_value=20))
    begin = time.perf_counter()
    batch = whole.get_batch(batch_parameters={"dataframe": frame_of()})
    result = batch.validate(suite)
    seconds = time.perf_counter() - begin
    if not result.success:
        raise SystemExit(str(result))
    return seconds


def main():
    engine, file = sys.argv[1:]
    checks = {"ge": great_expectations_checks, "pandera": pandera_checks}[engine]
    print(checks(lambda: pandas.read_csv(file)))


main()
