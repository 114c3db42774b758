package io.lifecycle4j.core.monitoring.quality;

import static java.util.Objects.requireNonNull;

import io.lifecycle4j.core.evaluation.KeptFigures;
import io.lifecycle4j.core.monitoring.statistics.Adwin;
import io.lifecycle4j.core.monitoring.statistics.LossTest;
import io.lifecycle4j.core.monitoring.statistics.PageHinkley;
import io.lifecycle4j.monitoring.LiveLoss;
import io.lifecycle4j.monitoring.LiveLoss.Expected;
import io.lifecycle4j.monitoring.LiveLoss.Seen;
import io.lifecycle4j.monitoring.LiveLoss.Verdict;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Tests whether the loss of labelled predictions is above that of the held-out rows of the version,
 * in the order in which the labels came, so that each look continues the one before.
 *
 * @param cap the loss that counts as 1
 */
record LossWatch(LiveTask task, RowLoss loss, double cap, Expected expected) {
  private static final int LEAST = 30;

  private static final double INTERVAL = 0.05;

  private static final double HALF = LiveLoss.LEVEL / 2;

  /** The greatest bound that a mean can be above. */
  private static final double MOST = 1 - 1e-9;

  /** Begins with the held-out rows of a version; empty if its task has no loss for them. */
  static Optional<LossWatch> of(LiveTask task, KeptFigures heldOut) {
    return task.loss().map(loss -> of(task, loss, heldOut));
  }

  private static LossWatch of(LiveTask task, RowLoss loss, KeptFigures heldOut) {
    double[] losses = loss.losses(heldOut.outputs(), heldOut.targets());
    double cap = loss.cap(losses);
    return new LossWatch(
        task, loss, cap, expected(RowLoss.capped(losses, cap), loss.isOfClasses()));
  }

  /** Returns the mean of losses with its greatest likely value, exact for those of 0 and 1. */
  static Expected expected(double[] losses, boolean binary) {
    double sum = Arrays.stream(losses).sum();
    double bound;
    if (binary) {
      bound = clopperPearson(Math.round(sum), losses.length);
    } else {
      LossTest interval = LossTest.meanAtMost(0.5);
      Arrays.stream(losses).forEach(interval::add);
      bound = interval.interval(2 * HALF).upper();
    }
    double mean = sum / losses.length;
    return new Expected(mean, Math.max(mean, bound), losses.length);
  }

  private static double clopperPearson(long wrong, long rows) {
    return wrong == rows
        ? 1
        : new BetaDistribution(wrong + 1, rows - wrong).inverseCumulativeProbability(1 - HALF);
  }

  /**
   * Tests all labelled predictions of the version.
   *
   * @return empty if none has a label and outputs
   */
  Optional<LiveLoss> watch(String model, List<LiveRow> labelled) {
    List<LiveRow> rows =
        labelled.stream()
            .filter(row -> loss.isOfClasses() || (task.knows(row) && task.isWhole(row)))
            .sorted(Comparator.comparing(LossWatch::came).thenComparing(LiveRow::time))
            .toList();
    return rows.isEmpty() ? Optional.empty() : Optional.of(watched(model, rows));
  }

  private static Instant came(LiveRow row) {
    return requireNonNull(row.truth()).time();
  }

  private LiveLoss watched(String model, List<LiveRow> rows) {
    double[] losses = RowLoss.capped(task.losses(rows), cap);
    LossTest test = LossTest.meanAtMost(Math.min(MOST, expected.bound()));
    Adwin recent = new Adwin();
    PageHinkley increase = PageHinkley.usual();
    @Nullable Instant suspected = null;
    for (int row = 0; row < losses.length; row++) {
      test.add(losses[row]);
      recent.add(losses[row]);
      suspected = increase.add(losses[row]) ? came(rows.get(row)) : suspected;
    }
    Seen seen =
        new Seen(test.mean(), test.interval(INTERVAL), losses.length, recent.mean(), recent.size());
    return new LiveLoss(
        model,
        loss.name(),
        expected,
        seen,
        test.pValue(),
        Optional.ofNullable(suspected),
        verdict(test));
  }

  private static Verdict verdict(LossTest test) {
    if (test.pValue() <= HALF) {
      return Verdict.WORSE;
    }
    return test.count() < LEAST ? Verdict.NOT_ENOUGH_DATA : Verdict.NOT_WORSE;
  }
}
