#!/bin/sh
# Installs the Python libraries that the comparisons run beside the library, in an environment of their own.
# Needs Python 3 with venv: on Debian, apt-get install python3-venv. PyTorch, which is large, is installed if asked:
#   benchmarks/peers/install.sh torch
# and what a service in Python needs, with PyTorch:
#   benchmarks/peers/install.sh service
set -eu
cd "$(dirname "$0")/.."
python3 -m venv target/peers
target/peers/bin/pip -q install dvc==3.67.1 great_expectations==1.24.1 pandera==0.35.0 "pandas<3" \
  mlflow==3.17.2 scikit-learn==1.9.1 safetensors==0.8.0 \
  evidently==0.7.23 nannyml==0.13.1 statsmodels==0.15.0 # which nannyml needs and does not name
if [ "${1:-}" = torch ] || [ "${1:-}" = service ]; then
  target/peers/bin/pip -q install torch==2.7.1
fi
if [ "${1:-}" = service ]; then
  target/peers/bin/pip -q install fastapi==0.165.0 uvicorn==0.54.0 uvloop==0.23.0 httptools==0.9.0
fi
