#!/bin/sh
# unpack.sh JAR DIRECTORY: the jar as directories, which starts faster and can have a class-data archive.
set -eu
java -Djarmode=tools -jar "$1" extract --destination "$2"
cp "$(dirname "$0")/archive.sh" "$(dirname "$0")/start.sh" "$(dirname "$0")/Health.java" "$2"
