#!/bin/sh
# unpack.sh JAR DIRECTORY: the jar as directories, which starts faster and can have a class-data archive.
set -eu
java -Djarmode=tools -jar "$1" extract --destination "$2"
cp "$(dirname "$0")/archive.sh" "$(dirname "$0")/start.sh" "$2"
javac -d "$2" "$(dirname "$0")/Health.java" # the image has no compiler
