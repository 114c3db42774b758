package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.evaluation.FalsePromotions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What looks at holdouts get of promises of how many versions are promoted falsely. The strictest
 * one limits them.
 *
 * <p>The chance is saved up as time passes, up to a limit, and each look may spend half of what
 * there is. So all looks of a period together spend no more than what may be saved up and what is
 * added in the period, however many they are; looks once a day soon get what is added in a day.
 *
 * @param promises at least one
 */
record PromiseBudget(List<FalsePromotions> promises) {
  /** At most as large a share of the promise can be saved up. */
  private static final double SAVED = 0.1;

  /**
   * As large a share of the promise is added in a period. A tenth is never spent, since the level
   * of most tests is not exact.
   */
  private static final double ADDED = 0.8;

  /** A look that spent a chance. */
  record Expense(Instant time, double level) {}

  /** Returns what a look may spend now, after others. */
  double most(List<Expense> before, Instant now) {
    return left(before, now) / 2;
  }

  /**
   * Returns what all looks from now on may spend, after others. The clocks of processes may differ:
   * no time is added twice, and a look of a clock that is ahead counts, but no time passes by it.
   *
   * @param before other looks, in the order of the ledger
   */
  double left(List<Expense> before, Instant now) {
    return promises.stream().mapToDouble(promise -> left(promise, before, now)).min().orElseThrow();
  }

  /** Names the promises, such as {@code at most 1 false promotion in 365 days}. */
  String words() {
    return promises.stream().map(FalsePromotions::toString).collect(Collectors.joining(" and "));
  }

  private static double left(FalsePromotions promise, List<Expense> before, Instant now) {
    double left = SAVED * promise.most();
    @Nullable Instant last = null;
    for (Expense expense : before) {
      if (!expense.time().isAfter(now) && (last == null || expense.time().isAfter(last))) {
        left = last == null ? left : saved(promise, left, last, expense.time());
        last = expense.time();
      }
      left = Math.max(0, left - expense.level());
    }
    return last == null ? left : saved(promise, left, last, now);
  }

  /** Adds what time adds; nothing if the clock was set back. */
  private static double saved(FalsePromotions promise, double left, Instant from, Instant to) {
    double passed = Math.max(0, seconds(Duration.between(from, to)));
    double added = ADDED * promise.most() * passed / seconds(promise.period());
    return Math.min(SAVED * promise.most(), left + added);
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }
}
