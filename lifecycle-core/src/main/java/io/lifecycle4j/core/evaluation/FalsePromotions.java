package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many versions may be promoted falsely in a period, and what looks at holdouts get of that.
 *
 * <p>The chance is saved up as time passes, up to a limit, and each look may spend half of what
 * there is. So all looks of a period together spend no more than what may be saved up and what is
 * added in the period, however many they are; looks once a day soon get what is added in a day.
 *
 * @param most how many
 * @param period in which time
 */
public record FalsePromotions(double most, Duration period) {
  /** Once in 365 days. */
  public static final FalsePromotions DEFAULT = new FalsePromotions(1, Duration.ofDays(365));

  /** At most as large a share of the promise can be saved up. */
  private static final double SAVED = 0.1;

  /**
   * As large a share of the promise is added in a period. A tenth is never spent, since the level
   * of most tests is not exact.
   */
  private static final double ADDED = 0.8;

  /** Checks the parts. */
  public FalsePromotions {
    checkMost(most);
    check(
        !required(period, "period of false promotions").isNegative() && !period.isZero(),
        "Invalid period of false promotions: %s (must be positive)",
        period);
  }

  /** Rejects a number that is not positive. */
  public static void checkMost(double most) {
    check(
        most > 0 && Double.isFinite(most),
        "Invalid number of false promotions: %s (must be positive and finite)",
        most);
  }

  /** A look that spent a chance. */
  record Expense(Instant time, double level) {}

  /**
   * Returns what looks may spend now, after others. The clocks of processes may differ: no time is
   * added twice, and a look of a clock that is ahead counts, but no time passes by it.
   *
   * @param before other looks, in the order of the ledger
   */
  double left(List<Expense> before, Instant now) {
    double left = SAVED * most;
    @Nullable Instant last = null;
    for (Expense expense : before) {
      if (!expense.time().isAfter(now) && (last == null || expense.time().isAfter(last))) {
        left = last == null ? left : saved(left, last, expense.time());
        last = expense.time();
      }
      left = Math.max(0, left - expense.level());
    }
    return last == null ? left : saved(left, last, now);
  }

  /** Adds what time adds; nothing if the clock was set back. */
  private double saved(double left, Instant from, Instant to) {
    double periods = Math.max(0, seconds(Duration.between(from, to))) / seconds(period);
    return Math.min(SAVED * most, left + ADDED * most * periods);
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }
}
