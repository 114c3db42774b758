#!/bin/sh
# Builds the benchmarks, then compares the library with its peers, each side in turn.
#
#   benchmarks/run.sh [NAME...]          comparisons: a line "NAME ratio R floor F met|missed" each
#   benchmarks/run.sh tracking [PART...] runs beside MLflow, the same lines
#   benchmarks/run.sh profile            profiles of columns on one core, the same lines
#   benchmarks/run.sh search             searches among many runs: "NAME milliseconds ceiling C met|missed"
#   benchmarks/run.sh models [PART...]   networks beside scikit-learn's, time of metrics, programs of PyTorch, exported
#                                        weights in Python, coverage of intervals, passes of gates: the same
#   benchmarks/run.sh training [PART...] the training loop beside one of DJL (loop) and beside PyTorch in Python (torch),
#                                        accuracy on images of clothes (clothes), cost of a stored state (state)
#   benchmarks/run.sh training rows [ROWS] one epoch of 20 million rows in a heap of 1 GiB, beside rows that fit
#   benchmarks/run.sh overload [SECONDS] ten times more calls than a model can answer: "NAME figure ceiling C met|missed"
#   benchmarks/run.sh serving [PART...]  each engine beside raw DJL, time to the first answer, allocation, the same lines;
#                                        following a promotion of another process, callers beside a shadow
#   benchmarks/run.sh serving rollout    1,000 simulated rollouts: how many were decided wrongly, by how many requests
#   benchmarks/run.sh promotion [PART...] 64 threads and 4 processes promote at once (race), look-ups in the registry and
#                                        fsyncs of a promotion (reads), simulated promotions, falsely and rightly
#                                        (simulated), verification of an audit trail (audit), time of all stress tests on
#                                        a wide table (stress), FGSM beside PyTorch's (fgsm):
#                                        "NAME figure ceiling C met|missed"
#   benchmarks/run.sh monitoring [PART...] drift monitoring: cost of recording a number (recording), of a report
#                                        (report) and of comparing versions beside Evidently (version), changes found
#                                        (changed), alarms without a change (quiet, years), those of Evidently and
#                                        NannyML with their defaults on the same streams (peers), and time from a hard
#                                        failure to the version before (failure)
#   benchmarks/run.sh service [PART...]  the example service beside FastAPI with PyTorch (load), what the starter adds to a
#                                        prediction (cost) and to the start of an application (start)
#   benchmarks/run.sh jmh [ARGUMENT...]  micro-benchmarks, with the arguments of JMH
#
# A missed floor is no error.
set -eu
cd "$(dirname "$0")/.."
mvn -q -B -ntp -Pbenchmarks -DskipTests -pl benchmarks -am package
classes="benchmarks/target/benchmarks.jar:$(cat benchmarks/target/native.classpath)"
if [ "${1:-}" = jmh ]; then
  shift
  exec java -cp "$classes" org.openjdk.jmh.Main "$@"
fi
if [ "${1:-}" = tracking ]; then
  shift
  exec java -cp "$classes" io.lifecycle4j.benchmarks.TrackingComparisons "$@"
fi
if [ "${1:-}" = models ]; then
  shift
  exec java -cp "$classes" io.lifecycle4j.benchmarks.ModelComparisons "$@"
fi
if [ "${1:-} ${2:-}" = "training rows" ]; then # in a heap that the rows exceed
  shift 2
  exec java -Xmx1g -cp "$classes" io.lifecycle4j.benchmarks.MoreRows "$@"
fi
if [ "${1:-}" = training ]; then
  shift
  exec java -cp "$classes" io.lifecycle4j.benchmarks.TrainingComparisons "$@"
fi
if [ "${1:-} ${2:-}" = "serving rollout" ]; then # of the tests, which are not in the jar
  exec java -cp "lifecycle-core/target/test-classes:$classes" io.lifecycle4j.core.serving.rollout.SimulatedRollout
fi
if [ "${1:-}" = serving ]; then
  shift
  exec java -cp "$classes" io.lifecycle4j.benchmarks.ServingComparisons "$@"
fi
if [ "${1:-}" = promotion ]; then
  shift
  case "${1:-simulated}" in simulated) # of the tests, which are not in the jar
    java -cp "lifecycle-core/target/test-classes:$classes" io.lifecycle4j.core.registry.gates.SimulatedPromotions
    [ $# -eq 0 ] || exit 0
  esac
  exec java -cp "$classes" io.lifecycle4j.benchmarks.PromotionComparisons "$@"
fi
if [ "${1:-}" = monitoring ]; then
  shift
  case "${1:-failure}" in failure) # of the tests, which are not in the jar
    java -cp "lifecycle-core/target/test-classes:$classes" io.lifecycle4j.core.HardFailures
    [ $# -eq 0 ] || exit 0
  esac
  exec java -cp "$classes" io.lifecycle4j.benchmarks.MonitoringComparisons "$@"
fi
if [ "${1:-}" = service ]; then
  shift
  target=lifecycle-examples/service/target
  mvn -q -B -ntp -Pservice -DskipTests -pl lifecycle-examples/service -am package
  rm -rf "$target/unpacked" "$target"/*.jsa
  sh lifecycle-examples/service/deploy/unpack.sh "$target/service.jar" "$target/unpacked"
  jar cf "$target/measured.jar" -C "$target/test-classes" io/lifecycle4j/examples/measured \
    -C "$target/classes" application.properties -C "$target/classes" weather.model
  exec java -cp "$classes" io.lifecycle4j.benchmarks.ServiceComparisons "$@"
fi
if [ "${1:-}" = profile ]; then
  exec java -cp "$classes" io.lifecycle4j.benchmarks.ProfileComparisons
fi
if [ "${1:-}" = search ]; then
  exec java -cp "$classes" io.lifecycle4j.benchmarks.TrackingSearch
fi
if [ "${1:-}" = overload ]; then
  shift
  exec java -cp "$classes" io.lifecycle4j.benchmarks.Overload "$@"
fi
exec java -cp "$classes" io.lifecycle4j.benchmarks.Comparisons "$@"
