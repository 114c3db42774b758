package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The result for a threshold of {@link DriftMonitorBuilder#alarmWhen} in a window, and how often a
 * window without drift would exceed it. Immutable.
 *
 * @param condition the threshold
 * @param holds whether it holds
 * @param values the figures that it compares, by their text, such as {@code psi.amount}; unknown
 *     ones are left out, and latencies are in milliseconds
 * @param rate how often it holds without drift; empty for a threshold on traffic, which the
 *     reference does not have
 */
public record ThresholdAlarm(
    Condition condition, boolean holds, Map<String, Double> values, Optional<Rate> rate) {
  private static final double PERCENT = 100;

  /** Checks the parts. */
  public ThresholdAlarm {
    required(condition, "condition of an alarm");
    values = copy(values, "values of an alarm");
    required(rate, "rate of false alarms");
  }

  /**
   * How often a threshold holds in windows without drift.
   *
   * @param value the share of windows, if columns are independent of each other
   * @param low the lower bound of the share with a confidence of 95 %, however columns depend on
   *     each other
   * @param high the upper bound of the share
   */
  public record Rate(double value, double low, double high) {
    /** Checks the parts. */
    public Rate {
      check(
          0 <= low && low <= value && value <= high && high <= 1,
          "Invalid rate of false alarms: %s [%s, %s] (must be in order, 0 to 1)",
          value,
          low,
          high);
    }

    /**
     * Returns the rate in words.
     *
     * @return such as {@code 1.2 % [0.8 %, 1.8 %] of windows without drift}
     */
    @Override
    public String toString() {
      return String.format(
          "%s [%s, %s] of windows without drift", share(value), share(low), share(high));
    }
  }

  /**
   * Returns the rate of false alarms in words.
   *
   * @return the rate, such as {@code false alarms: 1.2 % [0.8 %, 1.8 %] of windows without drift};
   *     {@code false alarms: unknown} if there is none
   */
  public String rateText() {
    return "false alarms: " + rate.map(Rate::toString).orElse("unknown");
  }

  static String share(double part) {
    return String.format(Locale.ROOT, "%.2g %%", PERCENT * part).replace("0.0 %", "0 %");
  }

  /**
   * Returns the threshold, what was measured, and the rate.
   *
   * @return one line, such as {@code PSI of amount above 0.25: holds (psi.amount 0.41); false
   *     alarms: …}
   */
  @Override
  public String toString() {
    String measured =
        values.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(value -> String.format(Locale.ROOT, "%s %.3g", value.getKey(), value.getValue()))
            .collect(Collectors.joining(", "));
    return String.format(
        "%s: %s (%s); %s",
        condition.words(),
        holds ? "holds" : "does not hold",
        measured.isEmpty() ? "not measured" : measured,
        rateText());
  }
}
