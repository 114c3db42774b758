package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.statistics.CountTests;
import io.lifecycle4j.core.monitoring.statistics.MultipleTests;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.ColumnDrift.Verdict;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what a window means, column by column.
 *
 * <p>A column has drifted if its p-value, adjusted for all that was compared in the window, is at
 * most the level of the window, and the least effect that its interval allows is at least the
 * minimal one. Without drift, a window alarms with at most that probability, over all its columns.
 *
 * @param plan the minimal effect
 * @param reference the reference
 * @param rows the rows of the window
 * @param level the probability of a false alarm that the window may have
 */
record Verdicts(DriftMonitor plan, Profile reference, long rows, double level) {
  /** Returns a result for each divergence, in the same order. */
  List<ColumnDrift> of(List<Divergence> divergences) {
    double[] adjusted =
        MultipleTests.holm(divergences.stream().mapToDouble(Divergence::pValue).toArray());
    List<ColumnDrift> columns = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      Verdict verdict = verdict(divergences.get(i), adjusted[i], adjusted.length);
      columns.add(ColumnDrift.builder(divergences.get(i), adjusted[i], verdict).build());
    }
    return columns;
  }

  /**
   * Returns what the window says about a column. It has too few rows if even a value of one in a
   * hundred that takes over half of them would not be called drift.
   */
  private Verdict verdict(Divergence divergence, double adjusted, int columns) {
    if (adjusted <= level
        && (plan.minimalEffect() == 0 || divergence.low() >= plan.minimalEffect())) {
      return Verdict.DRIFT;
    }
    double dependent =
        reference.find(divergence.column()).map(ColumnProfile::designEffect).orElse(1.0);
    long before = (long) (reference.rows() / dependent);
    return CountTests.takeOver(before, (long) (rows / dependent)) > level / columns
        ? Verdict.NOT_ENOUGH_DATA
        : Verdict.NO_DRIFT;
  }
}
