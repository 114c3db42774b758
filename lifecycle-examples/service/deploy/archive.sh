#!/bin/sh
# archive.sh: starts the service once, without a home on disk, and writes the classes that it loaded into an archive.
set -eu
cd "$(dirname "$0")"
java -XX:ArchiveClassesAtExit=service.jsa -Dspring.context.exit=onRefresh -jar service.jar --lifecycle4j.home=memory:new
