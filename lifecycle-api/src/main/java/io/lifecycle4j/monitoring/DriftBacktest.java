package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;
import static java.util.stream.Collectors.joining;

import io.lifecycle4j.condition.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The result of a drift monitor on logged traffic or stored windows. Immutable.
 *
 * @param model the name of the model
 * @param from the start of the period
 * @param to the end of the period
 * @param rows the number of predictions in windows, including windows still open
 * @param leftOut the number of predictions in no window, by reason, such as {@code without input}
 * @param windows the number of evaluated windows, which became full or whose time was over
 * @param expected the greatest number of windows expected to alarm without drift: the sum of their
 *     levels
 * @param drifted the number of windows that drifted
 * @param reports the reports of windows that drifted, in order; the first 1,000
 * @param thresholds how often each {@linkplain DriftMonitor#alarms threshold} held, in their order
 * @param alerts the alerts that would have been opened, as they were at the end of the period
 */
public record DriftBacktest(
    String model,
    Instant from,
    Instant to,
    long rows,
    Map<String, Long> leftOut,
    long windows,
    double expected,
    long drifted,
    List<DriftReport> reports,
    List<Threshold> thresholds,
    List<Alert> alerts) {
  /** Copies the parts. */
  public DriftBacktest {
    required(model, "model");
    required(from, "start of the period");
    required(to, "end of the period");
    check(rows >= 0, "Invalid backtest: %s rows (must not be negative)", rows);
    leftOut = copy(leftOut, "rows left out");
    check(
        drifted >= 0 && drifted <= windows,
        "Invalid backtest: %s of %s windows drifted (must be 0 to all)",
        drifted,
        windows);
    reports = copy(reports, "reports");
    thresholds = copy(thresholds, "thresholds");
    alerts = copy(alerts, "alerts");
  }

  /**
   * How often a threshold held.
   *
   * @param condition the threshold
   * @param windows in how many windows it held
   * @param expected in how many of them it would hold without drift, on average; empty for a
   *     threshold on traffic
   */
  public record Threshold(Condition condition, long windows, OptionalDouble expected) {
    /** Checks the parts. */
    public Threshold {
      required(condition, "condition of an alarm");
      required(expected, "expected number of windows");
    }
  }

  /** Chooses the traffic. */
  public interface Period {
    /**
     * Reads the predictions of a period, in bounded memory, on the calling thread. Nothing is
     * written, and no listener is called.
     *
     * @param from the start of the period
     * @param to its end, exclusive; not before {@code from}
     * @return the result of the monitor
     * @throws io.lifecycle4j.error.InvalidValueException if {@code to} is before {@code from}
     * @throws io.lifecycle4j.error.StorageFailedException if the log cannot be read
     */
    DriftBacktest between(Instant from, Instant to);

    /**
     * Judges the stored windows of a period again, including those whose predictions were not
     * logged or were trimmed. A report is stored with the summary of its window, if that has at
     * most 64 KiB; the newest 10,000 are kept. Of a sliding window, the report has the newest part
     * only, so the parts before the first report of a version are not judged. Runs on the calling
     * thread; nothing is written, and no listener is called.
     *
     * <p>A stored window is never divided: a window of this monitor consists of one or more of
     * them. Stored windows of another reference, segment or season are left out and counted, as are
     * those without a summary.
     *
     * @param from the start of the period, in which a window was closed
     * @param to its end, exclusive; not before {@code from}
     * @return the result of the monitor
     * @throws io.lifecycle4j.error.InvalidValueException if {@code to} is before {@code from}
     * @throws io.lifecycle4j.error.StorageFailedException if the reports cannot be read
     */
    DriftBacktest windowsBetween(Instant from, Instant to);
  }

  /**
   * Returns the result as a few lines of readable text.
   *
   * @return a line for the counts, one for rows that were left out, and one for each threshold and
   *     alert
   */
  public String summary() {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%s, %s to %s: %s, %d of %d windows drifted (at most %.3g windows expected without"
                    + " drift), %d predictions",
                model,
                from,
                to,
                counted(alerts.size(), "alert"),
                drifted,
                windows,
                expected,
                rows));
    if (!leftOut.isEmpty()) {
      text.append(
          leftOut.entrySet().stream()
              .map(why -> why.getValue() + " " + why.getKey())
              .sorted()
              .collect(joining(", ", String.format("%n  left out: "), "")));
    }
    addThresholds(text);
    addAlerts(text);
    return text.toString();
  }

  private void addThresholds(StringBuilder text) {
    thresholds.forEach(
        of ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%n  %s: in %d windows%s",
                    of.condition().words(),
                    of.windows(),
                    of.expected().isPresent()
                        ? String.format(
                            Locale.ROOT,
                            " (%.3g expected without drift)",
                            of.expected().getAsDouble())
                        : "")));
  }

  private void addAlerts(StringBuilder text) {
    alerts.forEach(
        alert ->
            text.append(
                String.format(
                    "%n  %s %s %s, %s windows: %s",
                    alert.opened(),
                    alert.severity(),
                    alert.version(),
                    alert.span().windows(),
                    alert.text())));
  }

  /** Returns the {@link #summary}. */
  @Override
  public String toString() {
    return summary();
  }
}
