package io.lifecycle4j.core.monitoring.quality;

import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.monitoring.QualityMetric;
import io.lifecycle4j.monitoring.QualityMetric.Basis;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Needs;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.schema.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Measures answers by their labels.
 *
 * @param names the metrics to measure; none for those that the task lists
 */
record LiveScores(LiveTask task, Set<String> names) {
  /** Returns the metrics to measure, by name; a task may lack some of those that are named. */
  Map<String, Metric> wanted() {
    Task<?> of = task.calls().task();
    Map<String, Metric> wanted = new LinkedHashMap<>();
    if (names.isEmpty()) {
      task.calls().call("metrics", of::metrics).forEach(each -> wanted.put(each.name(), each));
    }
    names.forEach(
        name ->
            task.calls()
                .call("findMetric", () -> of.findMetric(name))
                .ifPresent(each -> wanted.put(name, each)));
    return wanted;
  }

  /**
   * Measures rows: what rests on answers alone on all of them, what rests on probabilities on those
   * that have them.
   *
   * @param rows have labels that the task knows
   */
  Map<String, QualityMetric> measure(List<LiveRow> rows) {
    List<LiveRow> usable = rows.stream().filter(task::isUsable).toList();
    List<LiveRow> whole = usable.stream().filter(task::isWhole).toList();
    Map<String, QualityMetric> measured = new TreeMap<>();
    boolean all = whole.size() == usable.size();
    add(usable, wanted().values().stream().filter(of(all, true)).toList(), measured);
    add(whole, wanted().values().stream().filter(of(all, false)).toList(), measured);
    return measured;
  }

  private Predicate<Metric> of(boolean all, boolean answers) {
    return metric -> (all || metric.needs() == Needs.ANSWERS) == answers;
  }

  private void add(List<LiveRow> rows, List<Metric> metrics, Map<String, QualityMetric> measured) {
    if (rows.isEmpty() || metrics.isEmpty()) {
      return;
    }
    ScoredRows scored = task.scored(rows, task.targets(rows), metrics);
    Map<String, Interval> intervals = scored.intervals();
    for (Metric metric : metrics) {
      String name = metric.name();
      boolean[] basis = scored.basisOrAll(name);
      measured.put(
          name,
          new QualityMetric(
              name,
              metric.better(),
              scored.metric(name),
              Optional.ofNullable(intervals.get(name)),
              count(basis),
              scored.counted(name).map(counted -> count(both(counted, basis))).stream()
                  .mapToLong(Long::longValue)
                  .findFirst(),
              Basis.LABELS));
    }
  }

  private static boolean[] both(boolean[] some, boolean[] others) {
    boolean[] both = new boolean[some.length];
    for (int row = 0; row < both.length; row++) {
      both[row] = some[row] && others[row];
    }
    return both;
  }

  private static long count(boolean[] rows) {
    long count = 0;
    for (boolean row : rows) {
      count += row ? 1 : 0;
    }
    return count;
  }
}
