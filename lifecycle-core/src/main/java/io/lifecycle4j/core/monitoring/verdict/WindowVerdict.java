package io.lifecycle4j.core.monitoring.verdict;

import io.lifecycle4j.core.model.AnswerColumns;
import io.lifecycle4j.core.monitoring.statistics.CountTests;
import io.lifecycle4j.core.monitoring.statistics.MultipleTests;
import io.lifecycle4j.core.monitoring.strata.Compared;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.ColumnDrift.Verdict;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The verdict on what was compared together: a pure function of the rows of the reference and of
 * the window, whoever judges.
 *
 * <p>A column has drifted if its p-value, adjusted for all that was compared together, is at most
 * the level, and the least effect that its interval allows is at least the minimal one. Without
 * drift, anything drifts with at most that probability.
 *
 * @param level the probability of a false alarm, over all that is compared together
 * @param minimalEffect the least effect that counts as drift; 0 if only the p-value decides
 */
public record WindowVerdict(double level, double minimalEffect) {
  private static final double MOST_PARTS = 20;

  /**
   * Judges a window.
   *
   * @param window the merged summary of its rows
   * @param importance how important columns are to the version; empty if that is not known
   * @return each column of all rows and of each segment, those that drifted first, ranked
   */
  public List<ColumnDrift> of(
      DriftDetector detector,
      WatchedReference reference,
      DriftSummary window,
      Map<String, Double> importance) {
    return ColumnRanking.ranked(of(reference.compare(detector, window)), importance);
  }

  /**
   * Returns how much the version depends on a column, as a share of the most important one of a
   * report; 1 if that is not known.
   */
  public static double importance(ColumnDrift column, List<ColumnDrift> all) {
    return ColumnRanking.share(column, all);
  }

  /** Returns a result for each comparison, in the same order. */
  public List<ColumnDrift> of(List<Compared> compared) {
    List<Compared> tested = compared.stream().filter(Compared::isTested).toList();
    double[] weights = weights(tested);
    double[] adjusted =
        MultipleTests.weightedHolm(
            tested.stream().mapToDouble(one -> one.divergence().pValue()).toArray(), weights);
    double all = Arrays.stream(weights).sum();
    List<ColumnDrift> columns = new ArrayList<>();
    int next = 0;
    for (Compared one : compared) {
      double own = one.isTested() ? adjusted[next] : 1;
      double part = one.isTested() ? level * weights[next] / all : 0;
      next += one.isTested() ? 1 : 0;
      columns.add(
          ColumnDrift.builder(one.divergence(), own, verdict(one, own, part))
              .segment(one.segment())
              .build());
    }
    return columns;
  }

  /**
   * Returns what part of the level each test has: the probabilities of more than {@value
   * #MOST_PARTS} classes share as many parts, so that a model of many classes still sees its
   * inputs.
   */
  private static double[] weights(List<Compared> tested) {
    Map<String, Integer> probabilities = new HashMap<>();
    tested.stream()
        .filter(WindowVerdict::isProbability)
        .forEach(one -> probabilities.merge(segment(one), 1, Integer::sum));
    return tested.stream()
        .mapToDouble(
            one ->
                isProbability(one)
                    ? Math.min(1, MOST_PARTS / probabilities.getOrDefault(segment(one), 1))
                    : 1)
        .toArray();
  }

  private static boolean isProbability(Compared one) {
    return AnswerColumns.isProbability(one.divergence().column());
  }

  private static String segment(Compared one) {
    return Objects.requireNonNullElse(one.segment(), "");
  }

  /**
   * Returns what a comparison says. It has too few rows if even a value of one in a hundred that
   * takes over half of them would not be called drift.
   */
  private Verdict verdict(Compared compared, double adjusted, double part) {
    if (adjusted <= level && (minimalEffect == 0 || compared.divergence().low() >= minimalEffect)) {
      return Verdict.DRIFT;
    }
    return CountTests.takeOver(compared.referenceRows(), compared.rows()) > part
        ? Verdict.NOT_ENOUGH_DATA
        : Verdict.NO_DRIFT;
  }
}
