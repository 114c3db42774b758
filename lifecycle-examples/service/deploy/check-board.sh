#!/bin/sh
# check-board.sh HOST:PORT: asks Prometheus each query of grafana.json about the service, which must run; an error if one
# has no answer. Needs Prometheus (Debian: apt-get install prometheus) and python3.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
cat > "$work/prometheus.yml" <<YAML
global: {scrape_interval: 1s}
scrape_configs:
  - job_name: weather
    metrics_path: /actuator/prometheus
    static_configs: [{targets: ["$1"]}]
YAML
"${PROMETHEUS:-prometheus}" --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/data" \
  --web.listen-address=127.0.0.1:9099 > "$work/log" 2>&1 &
process=$!
trap 'kill $process; rm -rf "$work"' EXIT
python3 check_board.py "http://$1" http://127.0.0.1:9099
