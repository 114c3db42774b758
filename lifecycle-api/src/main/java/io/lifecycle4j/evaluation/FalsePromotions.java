package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * How many versions may be promoted falsely in a period, as {@link
 * io.lifecycle4j.ManagedModelBuilder#falsePromotions} says.
 *
 * @param most the number, such as 1 or 0.1
 * @param period the period, such as 365 days
 */
public record FalsePromotions(double most, Duration period) {
  /** Once in 365 days. It holds where neither a policy nor a process names another. */
  public static final FalsePromotions DEFAULT = new FalsePromotions(1, Duration.ofDays(365));

  /** Checks the parts. */
  public FalsePromotions {
    check(
        most > 0 && Double.isFinite(most),
        "Invalid number of false promotions: %s (must be positive and finite)",
        most);
    check(
        !required(period, "period of false promotions").isNegative() && !period.isZero(),
        "Invalid period of false promotions: %s (must be positive)",
        period);
  }

  /** Returns what is promised, such as {@code at most 0.5 false promotions in 365 days}. */
  @Override
  public String toString() {
    boolean days = period.equals(Duration.ofDays(period.toDays()));
    return "at most "
        + BigDecimal.valueOf(most).stripTrailingZeros().toPlainString()
        + (most == 1 ? " false promotion in " : " false promotions in ")
        + (days ? period.toDays() + " days" : period);
  }
}
