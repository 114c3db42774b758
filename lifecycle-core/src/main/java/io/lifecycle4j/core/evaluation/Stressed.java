package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.evaluation.StressResult;
import io.lifecycle4j.evaluation.StressResult.Figures;
import io.lifecycle4j.evaluation.StressTest;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What became of rows that were changed; usable until the next test runs.
 *
 * @param refused how many rows were refused
 * @param note why rows were refused, or why nothing was measured; else empty
 * @param pair the rows that were answered; empty if there are none
 */
public record Stressed(StressTest test, int refused, String note, Optional<Pair> pair) {
  /** The same rows as they are, and changed. */
  public record Pair(ScoredRows clean, ScoredRows changed) {
    Figures figures(String metric) {
      double was = clean.metric(metric);
      double value = changed.metric(metric);
      double drop = clean.worsening(metric, value, was);
      return new Figures(was, value, interval(changed, metric), drop);
    }
  }

  /** Returns how many rows were answered. */
  public int answered() {
    return pair.map(rows -> rows.changed().rows()).orElse(0);
  }

  StressResult result(String metric) {
    return new StressResult(
        test, answered(), refused, pair.map(rows -> rows.figures(metric)), note);
  }

  /** Returns the 95 % interval of one metric over all rows. */
  public static Interval interval(ScoredRows rows, String metric) {
    int[] all = new int[rows.rows()];
    Arrays.fill(all, 1);
    return rows.interval(metric, all)
        .orElseGet(
            () ->
                required(
                    Bootstrap.intervals(rows.rows(), List.of(metric), rows::measure).get(metric),
                    "interval"));
  }
}
