"""Writes mlflow-filters.json: what MLflow answers to filters and orders over the same runs.

Creates the runs below in a SQLite store and in a file store, asks both, and writes the runs as data
beside the answers. MlflowFiltersTest asks Lifecycle4j the same. Where the stores disagree, or where
Lifecycle4j differs on purpose, the filter says whom it follows and why.

    python -m venv /tmp/mlflow && /tmp/mlflow/bin/pip install mlflow==3.17.2
    /tmp/mlflow/bin/python lifecycle-core/src/test/python/mlflow_filters.py \
        lifecycle-core/src/test/resources/mlflow-filters.json

Ids of runs are random; in what is written they are replaced by the place of the run.
"""

import json
import logging
import math
import os
import sys
import tempfile

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag

logging.disable(logging.WARNING)
INF = math.inf
NAN = math.nan
BEGIN = 1_700_000_000_000

# --- runs: name, metrics, params, tags, data sets (name, digest, context), status, seconds or None


def run(name, metrics=None, params=None, tags=None, data=(), status="FINISHED", ran=60):
    return {
        "name": name,
        "metrics": metrics or {},
        "params": params or {},
        "tags": tags or {},
        "datasets": [{"name": n, "digest": d, "context": c} for n, d, c in data],
        "status": status,
        "ran": ran,
    }


RIDES = ("rides", "aaaa1111", "training")
RIDES_TEST = ("rides", "bbbb2222", "testing")
FRAUD = ("fraud 2024", "cccc3333", "training")
FRAUD_X = ("Fraud", "cccc4444", None)

RUNS = [
    run("bare"),
    run("acc-low", {"acc": 0.2, "loss": 1.5}, {"lr": "0.1"}, {"team": "fraud"}, [RIDES]),
    run("acc-mid", {"acc": 0.5, "loss": 0.7}, {"lr": "0.01"}, {"team": "Fraud"}, [RIDES, FRAUD]),
    run("acc-high", {"acc": 0.93, "loss": 0.05}, {"lr": "1e-3"}, {"team": "FRAUD"}, [FRAUD]),
    run("acc-one", {"acc": 1.0, "loss": 0.0}, {"lr": "0.001"}, {"team": "vision"}, [RIDES_TEST]),
    run("nan-acc", {"acc": NAN, "loss": NAN}, {"lr": "nan"}, {"team": "fraud"}),
    run("inf-loss", {"acc": 0.1, "loss": INF}, {"lr": "inf"}, {"team": "fraud"}, status="FAILED"),
    run("neg-inf", {"acc": 0.1, "loss": -INF}, {"lr": "-inf"}, {}, status="KILLED"),
    run("max-double", {"loss": sys.float_info.max}, {"lr": "1e999"}, {}, [FRAUD_X]),
    run("zero", {"acc": 0.0, "loss": 0.0}, {"lr": "0"}, {"team": ""}),
    run("minus-zero", {"acc": -0.0, "loss": -0.0}, {"lr": "-0.0"}, {"team": " "}),
    run("negative", {"acc": -1.0, "loss": -5.0}, {"lr": "-0.5"}, {"team": "a,b"}),
    run("tiny", {"acc": 1e-10, "loss": 5e-324}, {"lr": "1e-10"}, {"team": "a.b"}),
    run("huge", {"acc": 1e300, "rows": 9007199254740992.0}, {"lr": "1E+3"}, {"team": "a*b"}),
    run("running", {"acc": 0.6}, {"lr": "0.01"}, {"team": "ops"}, status="RUNNING", ran=None),
    run("scheduled", {}, {}, {"team": "ops"}, status="SCHEDULED", ran=None),
    run("slashes", {"val/loss": 0.3, "val/acc": 0.8}, {"opt/name": "adam"}, {"env/os": "linux"}),
    run("dots", {"m.dot.ted": 2.0}, {"model.layers.0": "64"}, {"a.b.c": "nested"}),
    run("spaces in it", {"a b": 3.0}, {"batch size": "32"}, {"the team": "x y"}),
    run("dashes", {"step-time": 4.0}, {"weight-decay": "0.1"}, {"git-sha": "abc123"}),
    run("colons", {"f1:macro": 0.7}, {"a:b": "c:d"}, {"k:v": "w"}),
    run("ünï cödé", {"précision": 0.9}, {"größe": "XL"}, {"städte": "KÖLN"}),
    run("rocket 🚀", {"acc": 0.4}, {"icon": "🚀"}, {"icon": "🚀🚀"}),
    run("it's", {"acc": 0.41}, {"say": "it's"}, {"say": 'say "hi"'}),
    run("per%cent", {"acc": 0.42}, {"model": "res%net"}, {"model": "100%"}),
    run("under_score", {"acc": 0.43}, {"model": "res_net"}, {"model": "a_b"}),
    run("pattern.*", {"acc": 0.44}, {"model": "res.net"}, {"model": "(a+)+$"}),
    run("ResNet", {"acc": 0.45}, {"model": "ResNet"}, {"model": "axb"}),
    run("resnet", {"acc": 0.46}, {"model": "resnet"}, {"model": "back\\slash"}),
    run("lines", {"acc": 0.47}, {"model": "resNnet"}, {"model": "two\nlines"}),
    run("keywords", {"and": 1.0, "in": 2.0, "order": 3.0}, {"like": "not"}, {"null": "is"}),
    run("doubled", {"acc": 0.48}, {"say": "it''s"}, {"say": 'a""b'}),
    run("empty", {"acc": 0.49}, {"model": ""}, {"model": "NULL"}),
    run("digits", {"1st": 1.0, "top5": 5.0}, {"2nd": "b"}, {"3": "c"}),
]
for place, one in enumerate(RUNS):
    one["start"] = BEGIN + place * 1000
    one["end"] = None if one["ran"] is None else one["start"] + one["ran"] * 1000
    one["user"] = "alice" if place % 2 == 0 else "Bob"

# --- filters. A plain text: both stores must agree and Lifecycle4j with them. Otherwise a tuple
# (text, what Lifecycle4j does, why): "sqlite" or "file" to follow one, REFUSE, or a predicate of
# the run that says what it finds.

REFUSE = "refuse"
OR = "MLflow has no OR, NOT or parentheses"
NULL = "MLflow asks only params and tags whether they are there"
WIDER = "MLflow has this operator for other subjects only"


def metric(key, test):
    return lambda r: key in r["metrics"] and test(r["metrics"][key])


def param(key, test):
    return lambda r: key in r["params"] and test(r["params"][key])


def number(key, test):
    def holds(text):
        try:
            return test(float(text))
        except ValueError:
            return False

    return param(key, holds)


def tag(key, test):
    return lambda r: key in r["tags"] and test(r["tags"][key])


ACC = metric("acc", lambda v: v > 0.5)
FRAUDS = tag("team", lambda v: v == "fraud")
SMALL = number("lr", lambda v: v < 0.01)

PLUS = "MLflow takes no plus sign"
DIGIT = "MLflow takes no digit after a dot"
CLAMPED = "a SQL store keeps an infinity as the greatest double"
LINES = "a wildcard of a file store stops at the end of a line"
ASCII_CASE = "SQLite ignores the case of ASCII letters only"

FILTERS = [
    # metrics
    "metrics.acc > 0.5",
    "metrics.acc >= 0.5",
    "metrics.acc < 0.5",
    "metrics.acc <= 0.5",
    "metrics.acc = 0.5",
    "metrics.acc != 0.5",
    "metrics.acc = 0",
    "metrics.acc != 0",
    "metrics.acc >= -0.0",
    "metrics.loss < 0.1",
    "metrics.loss > 1",
    ("metrics.loss >= 1e400", "file", CLAMPED),
    ("metrics.loss = 1.7976931348623157e308", "file", CLAMPED),
    ("metrics.loss < -1.7976931348623157e308", "file", CLAMPED),
    "metrics.loss <= 5e-324 AND metrics.loss > 0",
    "metrics.rows = 9007199254740992",
    "metrics.rows > 9007199254740991.0",
    "metric.acc > 0.5",
    "metrics.acc>0.5",
    "metrics.acc >0.5AND metrics.loss < 1",
    "  metrics.acc\t>\n0.5  ",
    "metrics.acc > .5",
    "metrics.acc >= 1.",
    "metrics.acc > 5e-1",
    "metrics.acc > 5E-1",
    "metrics.acc > 0.05e1",
    ("metrics.acc > 0.05e+1", ACC, PLUS),
    ("metrics.acc > +0.5", ACC, PLUS),
    "metrics.acc > -1",
    "metrics.acc >-1",
    "metrics.missing != 1",
    "metrics.missing > 1",
    "metrics.`acc` > 0.5",
    'metrics."acc" > 0.5',
    "`metrics`.`acc` > 0.5",
    "metrics.`val/loss` < 1",
    'metrics."val/acc" > 0.5',
    "metrics.`a b` = 3",
    "metrics.`step-time` = 4",
    "metrics.`f1:macro` > 0.5",
    "metrics.m.dot.ted = 2",
    "metrics.`m.dot.ted` = 2",
    "metrics.précision > 0.5",
    "metrics.`précision` > 0.5",
    "metrics.`and` = 1",
    "metrics.and = 1",
    ("metrics.in = 2", metric("in", lambda v: v == 2), "what follows a dot is a name"),
    "metrics.order = 3",
    "metrics.top5 = 5",
    "metrics.1st = 1",
    "metrics.`1st` = 1",
    "metrics . acc > 0.5",
    "metrics.'acc' > 0.5",
    "metrics.Acc > 0.5",
    "Metrics.acc > 0.5",
    "METRICS.acc > 0.5",
    "metrics.acc == 0.5",
    "metrics.acc <> 0.5",
    "metrics.acc > '0.5'",
    'metrics.acc > "0.5"',
    "metrics.acc > 0x1",
    "metrics.acc > 1_0",
    "metrics.acc > abc",
    ("metrics.acc < inf", metric("acc", lambda v: v < INF), "MLflow has no word for infinity"),
    ("metrics.loss = -Infinity", metric("loss", lambda v: v == -INF), "no word for infinity"),
    "metrics.acc > nan",
    "metrics.acc LIKE '0.5'",
    "metrics.acc IN (0.5, 0.2)",
    "metrics.acc BETWEEN 0 AND 1",
    "metrics.acc > metrics.loss",
    "metrics.val-loss < 1",
    "metrics.val/loss < 1",
    ("metrics. > 1", REFUSE, "a metric has a name: this finds nothing"),
    "metrics > 1",
    "metrics.acc",
    "metrics.acc >",
    "> 0.5",
    "0.5 < metrics.acc",
    "metrics.acc 0.5",
    # joined
    "metrics.acc > 0.1 AND metrics.acc < 0.9",
    "metrics.acc > 0.1 and metrics.acc < 0.9 And metrics.loss < 1",
    "metrics.acc > 0.1 AND params.lr = '0.01' AND tags.team = 'Fraud' AND status = 'FINISHED'",
    "metrics.acc > 0.1 AND",
    "AND metrics.acc > 0.1",
    "metrics.acc > 0.1 AND AND metrics.acc < 0.9",
    "metrics.acc > 0.1, metrics.acc < 0.9",
    "metrics.acc > 0.1 metrics.acc < 0.9",
    "metrics.acc > 0.1 status = 'FINISHED' tags.`team` = 'Fraud'",
    "AND AND metrics.acc > 0.1 and tags.team = 'Fraud' AND AND",
    "AND",
    "metrics.acc > 0.1; metrics.acc < 0.9",
    "metrics.acc > 0.1;",
    "metrics.acc > 0.1 -- tail",
    "metrics.acc > 0.1 && metrics.acc < 0.9",
    "metrics.acc > 0.1 XOR metrics.acc < 0.9",
    "",
    ("   ", lambda r: True, "a blank text as an empty one"),
    "' OR 1=1 --",
    "SELECT * FROM runs",
    "(((",
    "👍",
    # params
    "params.lr = '0.01'",
    'params.lr = "0.01"',
    "params.lr != '0.01'",
    "param.lr = '0.01'",
    "parameter.lr = '0.01'",
    "parameters.lr = '0.01'",
    "params.lr = ''",
    "params.model = ''",
    "params.model != ''",
    "params.missing != 'x'",
    "params.model = 'resnet'",
    "params.model != 'resnet'",
    "params.model LIKE 'resnet'",
    "params.model ILIKE 'RESNET'",
    "params.model like 'res%'",
    "params.model LIKE '%net'",
    "params.model LIKE '%s%'",
    "params.model LIKE '%'",
    "params.model LIKE ''",
    "params.model LIKE 'res_net'",
    "params.model LIKE 'res.net'",
    "params.model LIKE 'res%%net'",
    "params.model ILIKE 'RES_NET'",
    "params.`batch size` = '32'",
    ("params.model.layers.0 = '64'", param("model.layers.0", lambda v: v == "64"), DIGIT),
    "params.`model.layers.0` = '64'",
    "params.`weight-decay` = '0.1'",
    "params.`opt/name` = 'adam'",
    "params.`a:b` = 'c:d'",
    "params.größe = 'XL'",
    "params.icon = '🚀'",
    "params.icon LIKE '_'",
    "params.say = \"it's\"",
    "params.say = 'it''s'",
    "params.say = 'it''s' AND tags.say = \"a\"\"b\"",
    "params.say = ''''",
    ("params.say = 'it\\'s'", REFUSE, "a backslash escapes nothing: this finds nothing"),
    ("params.lr = 0.01", number("lr", lambda v: v == 0.01), WIDER),
    ("params.lr IN ('0.01', '0.1')", param("lr", lambda v: v in ("0.01", "0.1")), WIDER),
    "params.lr > '0.01'",
    "params.lr = params.model",
    "params.lr = lr",
    ("params.lr = `0.01`", param("lr", lambda v: v == "0.01"), "MLflow takes no text in backticks"),
    "params.lr = '0.01",
    "params.lr NOT LIKE '0.01'",
    "params.like = 'not'",
    "params.lr IS NULL",
    "params.lr is not null",
    "tags.team IS NOT NULL",
    "tags.`the team` IS NULL AND metrics.acc > 0.9",
    # tags
    "tags.team = 'fraud'",
    "tag.team = 'fraud'",
    "tags.team != 'fraud'",
    "tags.team ILIKE 'fraud'",
    "tags.team LIKE 'Fr%'",
    "tags.team ILIKE 'FR%'",
    "tags.team = ''",
    "tags.team = ' '",
    "tags.team = 'a,b'",
    "tags.`the team` = 'x y'",
    "tags.a.b.c = 'nested'",
    "tags.`k:v` = 'w'",
    ("tags.städte ILIKE 'köln'", "file", ASCII_CASE),
    "tags.icon LIKE '__'",
    "tags.icon LIKE '🚀_'",
    "tags.say = 'say \"hi\"'",
    'tags.say = \'a""b\'',
    'tags.say = "a""b"',
    "tags.model LIKE '100%'",
    "tags.model LIKE 'a_b'",
    "tags.model LIKE '(a+)+$'",
    "tags.model LIKE 'back\\slash'",
    ("tags.model LIKE '%lines'", "sqlite", LINES),
    ("tags.model LIKE 'two_lines'", "sqlite", LINES),
    "tags.model LIKE '%\\%'",
    "tags.model = 'back\\slash'",
    "tags.model = 'two\nlines'",
    "tags.model = 'NULL'",
    "tags.null = 'is'",
    ("tags.3 = 'c'", tag("3", lambda v: v == "c"), DIGIT),
    "tags.mlflow.runName = 'bare'",
    "tags.`mlflow.user` = 'alice'",
    "tags.team = 5",
    "tags.team > 'a'",
    # attributes
    "attributes.status = 'FINISHED'",
    "attribute.status = 'FAILED'",
    "attr.status != 'FINISHED'",
    "run.status LIKE 'K%'",
    "status = 'RUNNING'",
    "status = 'running'",
    "status ILIKE 'running'",
    "Status = 'RUNNING'",
    "status = RUNNING",
    "status > 'A'",
    "run_name = 'bare'",
    "`run name` = 'bare'",
    "\"run name\" = 'bare'",
    "attributes.`Run name` = 'bare'",
    "attributes.\"Run Name\" = 'bare'",
    "attributes.run_name LIKE 'acc-%'",
    "attributes.run_name ILIKE 'RESNET'",
    "run_name != 'bare'",
    "run name = 'bare'",
    "user_id = 'alice'",
    "attributes.user_id != 'alice'",
    "user_id ILIKE 'BOB'",
    "artifact_uri LIKE '%/artifacts'",
    "artifact_uri LIKE 'file:///kept/%'",
    "attributes.run_id = '{bare}'",
    "run_id = '{bare}'",
    "run_id != '{bare}'",
    "run_id IN ('{bare}', '{zero}')",
    'run_id in ("{bare}","{zero}")',
    "run_id IN ('{bare}')",
    "attributes.run_id NOT IN ('{bare}', '{zero}')",
    "run_id not in ('{bare}') AND metrics.acc > 0.9",
    "run_id IN ()",
    "run_id IN ('{bare}',)",
    "run_id IN '{bare}'",
    "run_id IN (5)",
    "start_time > 1700000010000",
    "attributes.start_time >= 1700000010000",
    "created < 1700000003000",
    "attributes.Created = 1700000003000",
    "start_time != 1700000003000",
    "end_time > 1700000070000",
    "end_time != 1700000060000",
    "`start_time` > 1700000010000",
    "\"start_time\" > 1700000010000",
    "'start_time' > 1700000010000",
    "start_time > 1700000010000.5",
    "start_time > 1.7E12",
    "start_time > '1700000010000'",
    "start_time LIKE '17%'",
    "attributes.foo = 'x'",
    "foo = 'x'",
    "foo.bar = 'x'",
    "attributes.experiment_id = '1'",
    "attributes.lifecycle_stage = 'active'",
    # data sets
    "datasets.name = 'rides'",
    "dataset.name = 'rides'",
    "datasets.name != 'rides'",
    "datasets.name LIKE 'fraud%'",
    "datasets.name ILIKE 'fraud%'",
    "datasets.name IN ('rides', 'Fraud')",
    "datasets.name NOT IN ('rides')",
    "datasets.digest = 'aaaa1111'",
    "dataset.digest IN ('aaaa1111', 'cccc3333')",
    "datasets.context = 'training'",
    "datasets.context != 'training'",
    "datasets.context IN ('testing')",
    "datasets.context NOT IN ('training')",
    "datasets.name = 'rides' AND datasets.context = 'testing'",
    "datasets.name = 'rides' AND datasets.name = 'fraud 2024'",
    "datasets.name > 'a'",
    "datasets.source = 'x'",
    # only ours
    (
        "metrics.acc > 0.5 OR tags.team = 'fraud'",
        lambda r: ACC(r) or FRAUDS(r),
        OR,
    ),
    (
        "metrics.acc > 0.5 AND params.lr < 0.01 OR tags.team = 'fraud'",
        lambda r: ACC(r) and SMALL(r) or FRAUDS(r),
        OR,
    ),
    (
        "tags.team = 'fraud' or metrics.acc > 0.5 and params.lr < 0.01",
        lambda r: FRAUDS(r) or ACC(r) and SMALL(r),
        OR,
    ),
    (
        "metrics.acc > 0.5 AND (params.lr < 0.01 OR tags.team = 'ops')",
        lambda r: ACC(r) and (SMALL(r) or r["tags"].get("team") == "ops"),
        OR,
    ),
    ("NOT metrics.acc > 0.5", lambda r: not ACC(r), OR),
    ("NOT (metrics.acc > 0.5 OR tags.team = 'fraud')", lambda r: not (ACC(r) or FRAUDS(r)), OR),
    ("not not metrics.acc > 0.5", ACC, OR),
    ("(metrics.acc > 0.5)", ACC, OR),
    ("metrics.acc IS NULL", lambda r: "acc" not in r["metrics"], NULL),
    ("metrics.acc is not null", lambda r: "acc" in r["metrics"], NULL),
    ("end_time IS NULL", lambda r: r["end"] is None, NULL),
    ("datasets.name IS NULL", lambda r: not r["datasets"], NULL),
    ("datasets.context IS NULL", lambda r: all(not d["context"] for d in r["datasets"]), NULL),
    ("NOT tags.team = 'fraud'", lambda r: not FRAUDS(r), OR),
    ("tags.team IN ('fraud', 'ops')", tag("team", lambda v: v in ("fraud", "ops")), WIDER),
    ("tags.team NOT IN ('fraud', '')", tag("team", lambda v: v not in ("fraud", "")), WIDER),
    ("params.lr in ('0.01')", param("lr", lambda v: v == "0.01"), WIDER),
    ("status IN ('FAILED', 'KILLED')", lambda r: r["status"] in ("FAILED", "KILLED"), WIDER),
    ("run_name NOT IN ('bare')", lambda r: r["name"] != "bare", WIDER),
    ("params.lr < 0.01", SMALL, WIDER),
    ("params.lr >= 0.01", number("lr", lambda v: v >= 0.01), WIDER),
    ("params.lr = 0.001", number("lr", lambda v: v == 0.001), WIDER),
    ("params.lr != 0.01", number("lr", lambda v: v != 0.01), WIDER),
    ("params.model > 0", number("model", lambda v: v > 0), WIDER),
    ("experiment = 'filters'", lambda r: True, "an attribute of ours"),
    ("TRUE", lambda r: True, "a word of ours"),
]

ORDERS = [
    "metrics.acc DESC",
    "metrics.acc ASC",
    "metrics.acc",
    ("metrics.loss DESC", "file", CLAMPED),
    "metrics.loss ASC",
    "metrics.`val/loss` asc",
    'metrics."a b" desc',
    "params.lr DESC",
    "params.lr",
    "tags.team ASC",
    "tags.`the team` DESC",
    "attributes.start_time DESC",
    "start_time ASC",
    "Created DESC",
    "end_time ASC",
    "end_time DESC",
    "status",
    "attributes.run_name DESC",
    "metrics.missing DESC",
    "metrics.acc UP",
    "metrics.acc DESC, metrics.loss",
    "foo DESC",
    "datasets.name DESC",
    "",
]


def create(client):
    experiment = client.create_experiment("filters", artifact_location="file:///kept")
    for one in RUNS:
        tags = {"mlflow.user": one["user"], **one["tags"]}
        made = client.create_run(experiment, one["start"], tags, one["name"])
        run_id = made.info.run_id
        for key, value in one["metrics"].items():
            client.log_metric(run_id, key, value, one["start"], 0)
        for key, value in one["params"].items():
            client.log_param(run_id, key, value)
        client.log_inputs(run_id, [dataset(d) for d in one["datasets"]])
        if one["end"] is None:
            client.update_run(run_id, status=one["status"])
        else:
            client.set_terminated(run_id, one["status"], one["end"])
    return experiment


def dataset(d):
    tags = [InputTag("mlflow.data.context", d["context"])] if d["context"] else []
    return DatasetInput(Dataset(d["name"], d["digest"], "local", "{}"), tags)


class Store:
    def __init__(self, uri):
        self.client = MlflowClient(tracking_uri=uri)
        self.experiment = create(self.client)
        runs = self.client.search_runs([self.experiment], max_results=1000)
        self.ids = {r.info.run_name: r.info.run_id for r in runs}
        assert len(self.ids) == len(RUNS), "names of runs must differ"

    def find(self, text, order=None):
        """The names of the runs, or the error."""
        for name, run_id in self.ids.items():
            text = text.replace("{" + name + "}", run_id)
        try:
            found = self.client.search_runs(
                [self.experiment], text, order_by=[order] if order is not None else None
            )
            return [r.info.run_name for r in found]
        except Exception as e:  # what MLflow throws for some wrong filters is not its own exception
            return f"{type(e).__name__}: {e}".split("\n")[0][:120]


def ours(text, sqlite, file, choice, why):
    if choice is None:
        assert isinstance(sqlite, str) == isinstance(file, str), (text, sqlite, file)
        assert isinstance(sqlite, str) or sqlite == file, (text, sqlite, file)
        return None if isinstance(sqlite, str) else sqlite
    if choice == REFUSE:
        return None
    if callable(choice):
        return sorted(r["name"] for r in RUNS if choice(r))
    assert sqlite != file, ("no difference", text, sqlite)
    chosen = sqlite if choice == "sqlite" else file
    assert not isinstance(chosen, str), (text, chosen)
    return chosen


def answer(store, text):
    found = store.find(text)
    return found if isinstance(found, str) else sorted(found)


def filters(sqlite, file):
    bad = []
    for one in FILTERS:
        text, choice, why = one if isinstance(one, tuple) else (one, None, None)
        a, b = answer(sqlite, text), answer(file, text)
        try:
            expected = ours(text, a, b, choice, why)
        except AssertionError as e:
            bad.append(e)
            continue
        for place, run in enumerate(RUNS):
            text = text.replace("{" + run["name"] + "}", f"{place:032x}")
        line = {"filter": text, "expected": expected}
        if why is not None:
            line |= {"why": why, "sqlite": a, "file": b}
        elif isinstance(a, str):
            line |= {"error": a}
        yield line
    for e in bad:
        print(e, file=sys.stderr)
    assert not bad, f"{len(bad)} filters need a choice"


def orders(sqlite, file):
    bad = []
    for one in ORDERS:
        text, choice, why = one if isinstance(one, tuple) else (one, None, None)
        a, b = sqlite.find("", text), file.find("", text)
        try:
            expected = ours(text, a, b, choice, why)
        except AssertionError as e:
            bad.append(e)
            continue
        line = {"order": text, "expected": expected}
        if why is not None:
            line |= {"why": why, "sqlite": a, "file": b}
        elif isinstance(a, str):
            line |= {"error": a}
        yield line
    for e in bad:
        print(e, file=sys.stderr)
    assert not bad, f"{len(bad)} orders need a choice"


def written(run, place):
    return {
        "name": run["name"],
        "id": f"{place:032x}",
        "experiment": "filters",
        "artifactUri": f"file:///kept/{place:032x}/artifacts",
        "user": run["user"],
        "status": run["status"],
        "start": run["start"],
        "end": run["end"],
        "metrics": {key: repr(value) for key, value in run["metrics"].items()},
        "params": run["params"],
        "tags": {"mlflow.user": run["user"], "mlflow.runName": run["name"], **run["tags"]},
        "datasets": run["datasets"],
    }


def lines(name, values):
    rows = ",\n".join("    " + json.dumps(value, ensure_ascii=False) for value in values)
    return f'  "{name}": [\n{rows}\n  ]'


def main(target):
    with tempfile.TemporaryDirectory() as home:
        sqlite = Store(f"sqlite:///{home}/mlflow.db")
        file = Store(f"file://{home}/mlruns")
        parts = [
            f'  "mlflow": "{mlflow.__version__}"',
            lines("runs", [written(run, place) for place, run in enumerate(RUNS)]),
            lines("filters", filters(sqlite, file)),
            lines("orders", orders(sqlite, file)),
        ]
    with open(target, "w", encoding="utf-8") as out:
        out.write("{\n" + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    main(sys.argv[1])
