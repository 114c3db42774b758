package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.data.DatasetVersion;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a drift monitor. Not thread-safe. Setting a part twice is an error. */
public final class DriftMonitorBuilder {
  private static final String WHAT = "drift monitor";
  private static final String PROMISE = "promise of false alarms";

  private @Nullable Integer window;
  @Nullable Duration windowTime;
  @Nullable Integer sliding;
  private @Nullable Double mostFalseAlarms;
  private @Nullable FalseAlarms falseAlarms;
  @Nullable Double falseAlarmRate;
  @Nullable Double minimalEffect;
  @Nullable DatasetVersion reference;
  @Nullable Duration dependence;
  @Nullable String segments;
  @Nullable SameSeason seasons;
  boolean embeddings;
  boolean inputsOnly;

  final List<Condition> alarms = new ArrayList<>();

  DriftMonitorBuilder() {}

  /**
   * Sets the number of predictions that fill a window, over all processes. Default: 500, unless a
   * {@linkplain #window(Duration) time} is set.
   *
   * @param rows the number, at least {@value DriftMonitor#MIN_WINDOW}
   * @return this builder
   */
  public DriftMonitorBuilder window(int rows) {
    checkUnset(window, WHAT, "window");
    check(
        rows >= DriftMonitor.MIN_WINDOW,
        "Invalid window: %s (must be at least %s)",
        rows,
        DriftMonitor.MIN_WINDOW);
    window = rows;
    return this;
  }

  /**
   * Sets the time after which a window ends, such as a day. Windows begin at multiples of this time
   * since 1970, so a window of a day is a day in UTC. A window with few predictions is {@linkplain
   * DriftReport#closedEarly() marked}; a window without predictions has no report. If a number of
   * predictions is also set, a window ends at whichever comes first. Default: none.
   *
   * @param time the time, at least a second
   * @return this builder
   */
  public DriftMonitorBuilder window(Duration time) {
    checkUnset(windowTime, WHAT, "time of a window");
    DriftMonitorChecks.time(time, "window");
    windowTime = time;
    return this;
  }

  /**
   * Lets windows overlap. A window consists of this many parts, and one ends whenever a part is
   * full. So a shift is detected sooner with windows of the same size. The limit on false alarms
   * still holds. Default: 1, no overlap.
   *
   * @param parts the number of parts, 1 to 100
   * @return this builder
   */
  public DriftMonitorBuilder sliding(int parts) {
    checkUnset(sliding, WHAT, "parts of a sliding window");
    check(parts >= 1 && parts <= 100, "Invalid parts: %s (must be 1 to 100)", parts);
    sliding = parts;
    return this;
  }

  /**
   * Limits the expected number of false alarms in a period: {@code
   * atMostFalseAlarms(1).per(ofDays(90))}. This is the default.
   *
   * <p>If rows are independent, the limit holds over all columns, segments and processes of the
   * model together, however many windows end in the period. It holds on average over references,
   * whatever their size. A tenth of the number is available at the start and may be saved; nine
   * tenths are added evenly over time. A window spends what was added since the last one ended, or
   * a tenth of what is saved, whichever is more, but never more than 0.05.
   *
   * @param most the number, such as 1 or 0.1
   * @return sets the period
   * @throws io.lifecycle4j.error.InvalidValueException if the number is not positive and finite, or
   *     a limit or rate is already set
   */
  public PromisedRate atMostFalseAlarms(double most) {
    checkUnset(mostFalseAlarms != null || falseAlarmRate != null, WHAT, PROMISE);
    FalseAlarms.checkMost(most);
    mostFalseAlarms = most;
    return period -> {
      falseAlarms = new FalseAlarms(most, period);
      return this;
    };
  }

  /**
   * Sets the same probability of a false alarm for each window, over all its columns and segments
   * together, instead of a limit for a period. The number of false alarms then grows with the
   * traffic.
   *
   * @param rate the probability, such as 0.001, above 0 and at most 0.5
   * @return this builder
   */
  public DriftMonitorBuilder falseAlarmRate(double rate) {
    checkUnset(mostFalseAlarms != null || falseAlarmRate != null, WHAT, PROMISE);
    check(
        rate > 0 && rate <= 0.5,
        "Invalid rate of false alarms: %s (must be above 0 and at most 0.5)",
        rate);
    falseAlarmRate = rate;
    return this;
  }

  /**
   * Sets the smallest effect size that counts as drift. Default: 0; then every significant shift is
   * drift, however small.
   *
   * @param index the population stability index in excess of that expected by chance
   * @return this builder
   */
  public DriftMonitorBuilder minimalEffect(double index) {
    checkUnset(minimalEffect, WHAT, "minimal effect");
    check(
        index >= 0 && Double.isFinite(index),
        "Invalid minimal effect: %s (must be at least 0 and finite)",
        index);
    minimalEffect = index;
    return this;
  }

  /**
   * Compares inputs with the rows of a dataset version. A fifth of the rows, chosen by hash, only
   * choose the bins and texts. Inputs that the rows lack are not monitored, which is logged. The
   * dataset has no predictions, so predictions are compared with those of the served version's own
   * reference. A function has none, and so needs {@link #inputsOnly()}.
   *
   * <p>Default: each version has its own reference, rows that its trainer did not learn from.
   *
   * @param version the version, with at least {@value DriftMonitor#MIN_WINDOW} rows
   * @return this builder
   */
  public DriftMonitorBuilder reference(DatasetVersion version) {
    checkUnset(reference, WHAT, "reference");
    long size = required(version, "reference").summary().rows();
    check(
        size >= DriftMonitor.MIN_WINDOW,
        "Invalid reference: %s has %s rows (needs at least %s)",
        version.ref(),
        size,
        DriftMonitor.MIN_WINDOW);
    reference = version;
    return this;
  }

  /**
   * Declares that rows less than this time apart may depend on each other, so several of them are
   * only as much evidence as one. The design effect of each input is estimated in blocks of this
   * time of the {@linkplain #reference(DatasetVersion) reference}, which needs a column of type
   * TIMESTAMP and role TIME. The counts of both samples are divided by it. Live rows should be no
   * denser in time than those of the reference. Predictions cannot be monitored, because their
   * reference has no times: {@link #inputsOnly()} must be set. Default: rows are independent.
   *
   * @param time the time, such as a week, at least a second
   * @return this builder
   */
  public DriftMonitorBuilder dependentWithin(Duration time) {
    checkUnset(dependence, WHAT, "time of dependence");
    DriftMonitorChecks.time(time, "time of dependence");
    dependence = time;
    return this;
  }

  /**
   * Also monitors the rows of each value of a column separately: {@code by("country")} detects and
   * names a shift in one country. Requires a {@linkplain #reference(DatasetVersion) reference}. Its
   * {@value DriftMonitor#MAX_SEGMENTS} most frequent values are segments; all others, including
   * missing ones, are the segment {@code (other)}. The limit on false alarms holds over all columns
   * and segments together. Predictions are compared for all rows together, but not by segment,
   * because the reference has none. Default: no segments.
   *
   * @param column an input of type CATEGORICAL, STRING or BOOLEAN, which is not private
   * @return this builder
   */
  public DriftMonitorBuilder by(String column) {
    checkUnset(segments, WHAT, "column of segments");
    segments = required(column, "column of segments");
    return this;
  }

  /**
   * Compares rows only with those of the same season, in UTC. {@code sameSeason("time",
   * Season.WEEKDAY, Season.MONTH)} compares the Mondays in May with Mondays in May. So what recurs
   * each year is no drift. Requires a {@linkplain #reference(DatasetVersion) reference}; rows of a
   * season that it lacks are not compared. Predictions cannot be monitored, because the reference
   * has none: {@link #inputsOnly()} must be set. Default: no seasons.
   *
   * @param column a column of type TIMESTAMP of the reference; rows of requests that lack it are in
   *     the season of the time when they are answered
   * @param parts what must be the same of both times, at least one
   * @return this builder
   */
  public DriftMonitorBuilder sameSeason(String column, Season... parts) {
    return sameSeason(column, ZoneOffset.UTC, parts);
  }

  /**
   * Compares rows with those of the same season only, as {@link #sameSeason(String, Season...)}
   * does, in a time zone.
   *
   * @param column a column of type TIMESTAMP of the reference; rows of requests that lack it are in
   *     the season of the time when they are answered
   * @param zone the zone in which hours, days and months begin
   * @param parts what must be the same of both times, at least one
   * @return this builder
   */
  public DriftMonitorBuilder sameSeason(String column, ZoneId zone, Season... parts) {
    checkUnset(seasons, WHAT, "seasons");
    seasons = new SameSeason(column, zone, Arrays.asList(required(parts, "seasons")));
    return this;
  }

  /**
   * Also compares the embeddings of rows, which are the inputs of the last layer of the network.
   * This detects changes that no single input shows. The column is {@code prediction.embedding}.
   * Only versions that are trained or registered while this is set have a sample of the embeddings
   * of their reference; others are not compared. Versions with a private input column are not
   * compared, nor are programs, whose engines return no embeddings. Default: not compared.
   *
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidValueException if it is already set
   */
  public DriftMonitorBuilder embeddings() {
    checkUnset(embeddings, WHAT, "embeddings");
    embeddings = true;
    return this;
  }

  /**
   * Does not monitor predictions, probabilities and confidence. Required for a monitor by seasons
   * or blocks of time, and for a function with a named reference, where predictions have nothing to
   * be compared with: {@code lifecycle.model(…).monitor(…)}, its {@code open()} or a backtest
   * throws an exception without it. Live quality watches predictions even so. Default: predictions
   * are monitored.
   *
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidValueException if it is already set
   */
  public DriftMonitorBuilder inputsOnly() {
    checkUnset(inputsOnly, WHAT, "inputs only");
    inputsOnly = true;
    return this;
  }

  /**
   * Adds an alarm for windows in which a condition holds, for instance one that auditors require:
   * {@code alarmWhen(drift("amount", psi()).above(0.25))}. The limit on false alarms does not cover
   * it: a threshold ignores chance, and small windows exceed it more often. The share of windows
   * without drift that would exceed it is computed from the reference. It is in each {@linkplain
   * DriftReport#alarms() report}, and is logged when a version begins to serve. Each condition has
   * its own alert. Default: none.
   *
   * <p>A condition on traffic, such as {@code errorRate().above(0.02)}, compares the traffic of the
   * window, however long the window was open. The reference has no traffic, so no share is
   * computed. A rollback rule, which tests whether chance explains such figures, acts sooner.
   *
   * @param condition compares {@linkplain io.lifecycle4j.condition.Conditions#drift measures} of
   *     the built-in detector, of the whole window, or only {@linkplain
   *     io.lifecycle4j.condition.Conditions#errorRate error rates}, refusal rates and latencies;
   *     may combine several
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidValueException if it compares anything else, is a
   *     duplicate, or is the 101st
   */
  public DriftMonitorBuilder alarmWhen(Condition condition) {
    DriftMonitorChecks.alarm(condition, alarms);
    alarms.add(condition);
    return this;
  }

  int rows() {
    if (window != null) {
      return window;
    }
    return windowTime == null ? DriftMonitor.DEFAULT_WINDOW : Integer.MAX_VALUE;
  }

  @Nullable FalseAlarms promise() {
    if (falseAlarmRate != null) {
      return null;
    }
    check(
        mostFalseAlarms == null || falseAlarms != null,
        "Invalid drift monitor: %s false alarms without a period (needs .per(…))",
        mostFalseAlarms);
    return falseAlarms == null ? FalseAlarms.DEFAULT : falseAlarms;
  }

  /**
   * Returns the drift monitor.
   *
   * @return the drift monitor
   * @throws io.lifecycle4j.error.InvalidValueException if a number of false alarms lacks its
   *     period, dependent rows, segments or seasons lack a reference with their columns, or there
   *     are too many strata: segments times seasons
   */
  public DriftMonitor build() {
    return new DriftMonitor(this);
  }

  /** A number of false alarms that lacks its period. */
  public interface PromisedRate {
    /**
     * Sets the period.
     *
     * @param period the period, such as 90 days
     * @return the builder
     * @throws io.lifecycle4j.error.InvalidValueException if the period is not positive
     */
    DriftMonitorBuilder per(Duration period);
  }
}
