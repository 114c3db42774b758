package io.lifecycle4j.core.tracking;

import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.MetricSummary;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.Segment;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a run should add up to, kept as plainly as can be. */
@SuppressWarnings("NullAway") // what is missing fails the test
final class PlainRun {
  final Map<String, String> params = new TreeMap<>();

  /** The parameters that cannot be set to other values until the run begins anew. */
  final Map<String, String> settled = new TreeMap<>();

  final Map<String, String> tags = new TreeMap<>();
  final Set<String> artifacts = new TreeSet<>();
  final Set<RunInput> inputs = new LinkedHashSet<>();
  final List<Long> checkpoints = new ArrayList<>();
  final List<Long> segments = new ArrayList<>();
  final List<Point> points = new ArrayList<>();
  RunStatus status = RunStatus.RUNNING;
  boolean deleted;

  /** A point that counts. */
  record Point(String metric, long step, double value) {}

  PlainRun copy() {
    PlainRun copy = new PlainRun();
    copy.params.putAll(params);
    copy.settled.putAll(settled);
    copy.tags.putAll(tags);
    copy.artifacts.addAll(artifacts);
    copy.inputs.addAll(inputs);
    copy.checkpoints.addAll(checkpoints);
    copy.segments.addAll(segments);
    copy.points.addAll(points);
    copy.status = status;
    copy.deleted = deleted;
    return copy;
  }

  /** Returns the first step that may be logged. */
  long firstStep() {
    return segments.isEmpty() ? 0 : segments.get(segments.size() - 1);
  }

  void resume(long fromStep) {
    segments.add(fromStep);
    settled.clear();
    points.removeIf(point -> point.step() >= fromStep);
    checkpoints.removeIf(step -> step >= fromStep);
    status = RunStatus.RUNNING;
  }

  /** The process dies. */
  PlainRun dead() {
    status = status == RunStatus.RUNNING ? RunStatus.CRASHED : status;
    return this;
  }

  String show() {
    Map<String, String> metrics = new TreeMap<>();
    for (Point point : points) {
      metrics.computeIfAbsent(point.metric(), this::metric);
    }
    return String.join(
        "\n",
        status + (deleted ? " deleted" : ""),
        "params " + params,
        "tags " + tags,
        "artifacts " + artifacts,
        "inputs " + new ArrayList<>(inputs),
        "checkpoints " + checkpoints,
        "segments " + segments,
        "metrics " + metrics);
  }

  private String metric(String name) {
    List<Point> all = points.stream().filter(point -> point.metric().equals(name)).toList();
    Point last =
        all.stream()
            .max(Comparator.comparingLong(Point::step).thenComparingDouble(Point::value))
            .orElseThrow();
    double min = all.stream().mapToDouble(Point::value).min().orElseThrow();
    double max = all.stream().mapToDouble(Point::value).max().orElseThrow();
    List<String> history = all.stream().map(p -> p.step() + "=" + p.value()).toList();
    return metric(last.value(), min, max, history);
  }

  private static String metric(double last, double min, double max, List<String> history) {
    return String.format("last %s min %s max %s of %s", last, min, max, history);
  }

  /** Shows a recorded run in the same way. */
  static String show(ExperimentTracker tracker, RunRecord run) {
    Map<String, String> params = new TreeMap<>();
    run.params().forEach((name, value) -> params.put(name, value.text()));
    Map<String, String> metrics = new TreeMap<>();
    run.metrics().forEach((name, summary) -> metrics.put(name, metric(tracker, run, name)));
    return String.join(
        "\n",
        run.status() + (run.deleted() ? " deleted" : ""),
        "params " + params,
        "tags " + run.tags(),
        "artifacts " + run.artifacts().keySet(),
        "inputs " + run.inputs(),
        "checkpoints " + run.checkpoints().stream().map(Checkpoint::step).toList(),
        "segments " + run.segments().stream().map(Segment::fromStep).toList(),
        "metrics " + metrics);
  }

  private static String metric(ExperimentTracker tracker, RunRecord run, String name) {
    MetricSummary summary = run.metrics().get(name);
    List<String> history =
        tracker.history(run.id(), name).points().stream()
            .map(point -> point.step() + "=" + point.value())
            .toList();
    if (summary.count() != history.size()) {
      throw new AssertionError(summary + " of " + history);
    }
    double min = summary.min().orElseThrow().value();
    double max = summary.max().orElseThrow().value();
    return metric(summary.last().value(), min, max, history);
  }
}
