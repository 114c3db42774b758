"""Calls the service for a while, then asks Prometheus each query of grafana.json: see check-board.sh."""

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

service, prometheus = sys.argv[1:]


def predict(precipitation, location="Seattle"):
    body = json.dumps({"location": location, "precipitation": precipitation, "wind": 4.5}).encode()
    forecast = json.loads(post("/predict", body))
    if "id" in forecast:
        post("/ground-truth", json.dumps({forecast["id"]: "rain"}).encode())


def post(path, body):
    request = urllib.request.Request(service + path, body, {"Content-Type": "application/json"})
    try:
        return urllib.request.urlopen(request).read()
    except urllib.error.HTTPError as error:
        return error.read()


def ask(query):
    for name, value in (("$model", "weather"), ("$__rate_interval", "10s")):
        query = query.replace(name, value)
    url = prometheus + "/api/v1/query?" + urllib.parse.urlencode({"query": query})
    answer = json.load(urllib.request.urlopen(url))
    assert answer["status"] == "success", answer
    return [(series["metric"], series["value"][1]) for series in answer["data"]["result"]]


board = json.load(open("grafana.json"))
queries = [(panel["title"], target["expr"]) for panel in board["panels"] for target in panel["targets"]]
end = time.time() + 90
unanswered = queries
calls = 0
while unanswered and time.time() < end:
    for _ in range(20):
        predict(calls % 50)
        calls += 1
    predict(0, "Oslo")  # is refused
    time.sleep(0.2)
    try:
        unanswered = [each for each in queries if not ask(each[1])]
    except urllib.error.URLError:
        pass  # it has not started
for title, query in queries:
    print(title, "|", query, "|", ask(query) or "NO ANSWER")
print(calls, "calls,", len(queries), "queries,", len(unanswered), "without an answer")
sys.exit(1 if unanswered else 0)
