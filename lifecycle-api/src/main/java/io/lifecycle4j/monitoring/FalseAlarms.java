package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * A limit on the expected number of false alarms in a period, as set by {@link
 * DriftMonitorBuilder#atMostFalseAlarms}.
 *
 * @param most the number, such as 1 or 0.1
 * @param period the period, such as 90 days
 */
public record FalseAlarms(double most, Duration period) {
  /** One in 90 days, the default of a monitor. */
  public static final FalseAlarms DEFAULT = new FalseAlarms(1, Duration.ofDays(90));

  /** Checks the parts. */
  public FalseAlarms {
    checkMost(most);
    check(
        !required(period, "period of false alarms").isNegative() && !period.isZero(),
        "Invalid period of false alarms: %s (must be positive)",
        period);
  }

  static void checkMost(double most) {
    check(
        most > 0 && Double.isFinite(most),
        "Invalid number of false alarms: %s (must be positive and finite)",
        most);
  }

  /** Returns the limit as text, such as {@code at most 1 false alarm in 90 days}. */
  @Override
  public String toString() {
    boolean days = period.equals(Duration.ofDays(period.toDays()));
    return "at most "
        + BigDecimal.valueOf(most).stripTrailingZeros().toPlainString()
        + (most == 1 ? " false alarm in " : " false alarms in ")
        + (days ? period.toDays() + " days" : period);
  }
}
