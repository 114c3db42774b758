#!/bin/sh
# start.sh ARGUMENT...: starts the service; signals reach it.
set -eu
cd "$(dirname "$0")"
exec java -XX:SharedArchiveFile=service.jsa -XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError -jar service.jar "$@"
