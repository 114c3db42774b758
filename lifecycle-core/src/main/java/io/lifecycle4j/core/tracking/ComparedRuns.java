package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.markdown.CurvePicture;
import io.lifecycle4j.core.markdown.CurvePicture.Point;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.MetricSummary;
import io.lifecycle4j.tracking.RunComparison;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collector;
import java.util.stream.Collectors;

final class ComparedRuns implements RunComparison {
  private static final String MEASURED_METRIC = "metric ";

  /** Names all data of a role, each once. */
  private static final Collector<String, ?, String> ALL =
      Collectors.collectingAndThen(
          Collectors.toCollection(TreeSet::new), texts -> String.join(" and ", texts));

  /** A picture has not many more pixels to show. */
  private static final int CURVE_POINTS = 1_000;

  private final List<RunRecord> runs;

  /** By name, in the order of the runs. */
  private final Map<String, RunRecord> named = new LinkedHashMap<>();

  private final Map<String, EnvironmentCapsule> capsules = new LinkedHashMap<>();
  private final BiFunction<String, String, MetricHistory> histories;

  ComparedRuns(
      List<RunRecord> runs,
      Function<RunRecord, Optional<EnvironmentCapsule>> capsules,
      BiFunction<String, String, MetricHistory> histories) {
    this.runs = List.copyOf(runs);
    this.histories = histories;
    List<String> names = RunTable.names(runs);
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      named.put(name, runs.get(i));
      capsules.apply(runs.get(i)).ifPresent(capsule -> this.capsules.put(name, capsule));
    }
  }

  /** Checks the number of runs, and that no id occurs twice. */
  static List<String> checkIds(List<String> ids) {
    int size = required(ids, "runs to compare").size();
    check(
        size >= 2 && size <= MAX_RUNS,
        "Invalid comparison: %s (must be 2 to %s)",
        counted(size, "run"),
        MAX_RUNS);
    Set<String> seen = new HashSet<>();
    ids.forEach(
        id -> check(seen.add(required(id, "run id")), "Invalid comparison: run %s twice", id));
    return ids;
  }

  /** Rejects runs on different data. */
  ComparedRuns onSameData() {
    RunTable data = data();
    if (!data.rows().isEmpty()) {
      String row = data.rows().get(0);
      String used =
          named.keySet().stream()
              .map(run -> run + " " + data.find(row, run).orElse("none"))
              .limit(4)
              .collect(Collectors.joining(", "));
      check(
          false,
          "Cannot compare runs on different data: %s of %s (compare across data)",
          row,
          used);
    }
    return this;
  }

  @Override
  public List<RunRecord> runs() {
    return runs;
  }

  @Override
  public RunTable data() {
    // a run without a metric does not differ in what that metric was measured on
    return differing("data", byName(ComparedRuns::data), row -> row.startsWith(MEASURED_METRIC));
  }

  /** By hash, since two homes may number the same data differently. */
  private static Map<String, String> data(RunRecord run) {
    Map<String, String> used =
        run.inputs().stream()
            .collect(
                Collectors.groupingBy(
                    input -> "role " + input.role(),
                    TreeMap::new,
                    Collectors.mapping(ComparedRuns::text, ALL)));
    run.metrics()
        .forEach(
            (metric, summary) ->
                used.put(MEASURED_METRIC + metric, measuredOn(summary.last().data())));
    return used;
  }

  private static String text(RunInput input) {
    return input.version().dataset() + " " + input.version().id().sha256().substring(0, 12);
  }

  private static String measuredOn(Optional<RunInput> data) {
    return data.map(on -> text(on) + " " + on.role()).orElse("not said");
  }

  @Override
  public RunTable params() {
    return differing(
        "parameter",
        run ->
            run.params().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, param -> param.getValue().text())));
  }

  @Override
  public RunTable tags() {
    return differing("tag", RunRecord::tags);
  }

  @Override
  public RunTable environment() {
    Map<String, Map<String, String>> known = new LinkedHashMap<>();
    capsules.forEach((name, capsule) -> known.put(name, lasting(capsule)));
    return differing("fact", known, row -> false);
  }

  /** Returns the facts, except those that differ between any two processes. */
  private static Map<String, String> lasting(EnvironmentCapsule capsule) {
    Map<String, String> facts = new TreeMap<>(capsule.facts());
    facts.keySet().removeAll(Set.of("process.id", "process.started"));
    return facts;
  }

  private RunTable differing(String corner, Function<RunRecord, Map<String, String>> facts) {
    return differing(corner, byName(facts), row -> false);
  }

  private Map<String, Map<String, String>> byName(Function<RunRecord, Map<String, String>> facts) {
    Map<String, Map<String, String>> known = new LinkedHashMap<>();
    named.forEach((name, run) -> known.put(name, facts.apply(run)));
    return known;
  }

  /**
   * Returns the facts that differ between the runs of which something is known.
   *
   * @param optional selects the facts whose absence from a run is not a difference
   */
  private RunTable differing(
      String corner, Map<String, Map<String, String>> known, Predicate<String> optional) {
    Map<String, Map<String, String>> rows = new TreeMap<>();
    known.forEach(
        (run, facts) ->
            facts.forEach(
                (key, value) ->
                    rows.computeIfAbsent(key, any -> new LinkedHashMap<>()).put(run, value)));
    rows.entrySet()
        .removeIf(
            row ->
                (row.getValue().size() == known.size() || optional.test(row.getKey()))
                    && new HashSet<>(row.getValue().values()).size() == 1);
    return RunTable.of(corner, List.copyOf(named.keySet()), rows);
  }

  @Override
  public RunTable metrics() {
    return metrics(name -> true);
  }

  private RunTable metrics(Predicate<String> wanted) {
    Set<String> metrics = new TreeSet<>();
    runs.forEach(run -> metrics.addAll(run.metrics().keySet()));
    metrics.removeIf(wanted.negate());
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    for (String metric : metrics) {
      row(rows, metric, "last", of -> Optional.of(of.last()).map(ComparedRuns::value));
      row(rows, metric, "min", of -> of.min().map(ComparedRuns::value));
      row(rows, metric, "max", of -> of.max().map(ComparedRuns::value));
      row(rows, metric, "count", of -> Optional.of(Long.toString(of.count())));
    }
    return RunTable.of("metric", List.copyOf(named.keySet()), rows);
  }

  private void row(
      Map<String, Map<String, String>> rows,
      String metric,
      String what,
      Function<MetricSummary, Optional<String>> text) {
    Map<String, String> row = new LinkedHashMap<>();
    named.forEach(
        (name, run) ->
            Optional.ofNullable(run.metrics().get(metric))
                .flatMap(text)
                .ifPresent(cell -> row.put(name, cell)));
    rows.put(metric + " " + what, row);
  }

  private static String value(MetricPoint point) {
    return RunTable.rounded(point.value());
  }

  @Override
  public Map<String, MetricHistory> curves(String metric) {
    required(metric, "metric");
    Map<String, MetricHistory> curves = new LinkedHashMap<>();
    named.forEach((name, run) -> curves.put(name, thinned(histories.apply(run.id(), metric))));
    return Collections.unmodifiableMap(curves);
  }

  private static MetricHistory thinned(MetricHistory curve) {
    List<MetricPoint> points = new ArrayList<>(curve.points());
    points.sort(Comparator.comparingLong(MetricPoint::step)); // of one step in the order logged
    return MetricHistory.of(points).downsampled(CURVE_POINTS);
  }

  @Override
  public String svg(String metric) {
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    curves(metric).forEach((run, curve) -> lines.put(run, points(curve)));
    return new CurvePicture(metric, "step", lines).draw();
  }

  private static List<Point> points(MetricHistory curve) {
    return curve.points().stream()
        .map(point -> new Point((double) point.step(), point.value()))
        .toList();
  }

  @Override
  public String markdown() {
    StringBuilder text = new StringBuilder();
    section(text, "Data", data(), !data().rows().isEmpty());
    section(text, "Parameters that differ", params(), true);
    section(text, "Metrics", metrics(name -> !name.startsWith(RunRecord.SYSTEM)), true);
    section(text, "Tags that differ", tags(), true);
    section(text, "Environments that differ", environment(), !capsules.isEmpty());
    return text.toString();
  }

  @Override
  public String toString() {
    return markdown();
  }

  private static void section(StringBuilder text, String title, RunTable table, boolean wanted) {
    if (wanted) {
      text.append(text.length() == 0 ? "" : "\n").append("## ").append(title).append("\n\n");
      text.append(table.rows().isEmpty() ? "None\n" : table.markdown());
    }
  }
}
