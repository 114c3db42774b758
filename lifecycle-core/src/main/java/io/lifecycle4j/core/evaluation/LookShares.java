package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.core.evaluation.PromiseBudget.Expense;
import io.lifecycle4j.error.SealedDataException;
import io.lifecycle4j.evaluation.HoldoutLook.Spent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.math3.special.Gamma;
import org.slf4j.Logger;

/**
 * Shares the chance of a false promotion out over the looks at holdouts. {@link Spent} has the rule
 * and its source.
 *
 * @param others for each row, how many other versions were evaluated on it
 * @param before what other looks for the model spent, oldest first
 * @param again the place of an equal look among those before; empty if there was none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LookShares(int[] others, List<Expense> before, OptionalInt again) {
  /**
   * The chance that any of the versions that are evaluated on the same rows is promoted falsely.
   */
  static final double HOLDOUT = 0.05;

  /** After as many other versions on the same rows, a test has hardly any power. */
  private static final int MOST_VERSIONS = 20;

  private static final int MANY_VERSIONS = 15;

  /** With as many fresh rows, a holdout is not stale, however often the others were seen. */
  private static final int ENOUGH_FRESH = 30;

  /** The sum of 1/k² over all k. */
  private static final double ALL = Math.PI * Math.PI / 6;

  /** On how many rows no other version was evaluated. */
  long fresh() {
    return Arrays.stream(others).filter(count -> count == 0).count();
  }

  /** Returns the chance that these rows give to this look. */
  double share() {
    return HOLDOUT * mean(count -> 1 / ((count + 1.0) * (count + 1)));
  }

  /** Returns the share of a look at rows that as many others were evaluated on. */
  static double share(int count) {
    return new LookShares(new int[] {count}, List.of(), OptionalInt.empty()).share();
  }

  private double mean(IntToDoubleFunction part) {
    int[] rows = new int[Arrays.stream(others).max().orElse(0) + 1];
    Arrays.stream(others).forEach(count -> rows[count]++);
    rows[0] += others.length == 0 ? 1 : 0; // nobody saw any
    double sum = 0;
    for (int count = 0; count < rows.length; count++) {
      sum += rows[count] == 0 ? 0 : rows[count] * part.applyAsDouble(count);
    }
    return sum / Math.max(1, others.length) / ALL;
  }

  /**
   * Returns what a look spends.
   *
   * @param compares whether two versions are compared
   */
  Spent spend(PromiseBudget promised, Instant now, boolean compares) {
    double left = promised.left(before, now);
    double fresh = Math.min(share(), promised.most(before, now));
    double level = compares ? fresh : 0;
    double spent = level;
    if (compares && again.isPresent()) {
      level = again(promised, again.getAsInt());
      spent = 0;
    }
    return new Spent(level, HOLDOUT * mean(count -> Gamma.trigamma(count + 2.0)), left - spent);
  }

  /**
   * Returns what a look spends, as {@link #spend} does.
   *
   * @throws SealedDataException if the versions would be compared with no chance left
   */
  Spent spend(String doing, PromiseBudget promised, Instant now, boolean compares) {
    Spent spent = spend(promised, now, compares);
    if (compares && !(spent.level() > 0)) {
      throw new SealedDataException(
          String.format(
              "Cannot %s: nothing is left of the promise of %s for a comparison with production at"
                  + " %s (more is added as time passes)",
              doing, promised.words(), now));
    }
    return spent;
  }

  /** The promise may have been changed since: it gives no more than it would have given then. */
  private double again(PromiseBudget promised, int place) {
    Expense then = before.get(place);
    return Math.min(then.level(), promised.most(before.subList(0, place), then.time()));
  }

  /**
   * Warns of rows that many versions were evaluated on, and refuses those that too many were: the
   * best of many is good on them by chance, and a comparison with production hardly ever passes.
   *
   * @param log gets the warning
   */
  void checkNotStale(String doing, int rows, Logger log) {
    if (fresh() >= Math.min(ENOUGH_FRESH, Math.max(1, rows))) {
      return;
    }
    String seen =
        String.format(
            Locale.ROOT,
            "other versions were evaluated on these %d rows, %d of them fresh, until a chance of"
                + " %.1e is left for a false promotion on them",
            rows,
            fresh(),
            share());
    if (share() <= share(MOST_VERSIONS)) {
      throw new SealedDataException(
          "Cannot "
              + doing
              + ": its holdout is used up: "
              + seen
              + " (train it on a split that holds out fresh rows)");
    }
    if (share() <= share(MANY_VERSIONS)) {
      log.warn(
          "The holdout is soon used up, to {}: {} (hold out fresh rows; at most about {} versions"
              + " may be evaluated on the same)",
          doing,
          seen,
          MOST_VERSIONS);
    }
  }
}
