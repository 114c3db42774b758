package io.lifecycle4j.condition;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.spi.ConditionReader;
import io.lifecycle4j.error.Preconditions;
import java.time.Duration;
import java.util.List;

/**
 * Creates conditions: {@code metric("rmse").atMost(2.5).and(tag("team").is("fraud"))}.
 *
 * <p>The same conditions are used for queries of runs and versions, gates, logged predictions,
 * alerts and rollback rules; each rejects unsupported subjects when it is built.
 */
public final class Conditions {
  /** The longest text form, in characters. */
  public static final int MAX_TEXT = 100_000;

  /**
   * The deepest nesting of conditions: of parentheses and NOT in a text, and of condition objects.
   */
  public static final int MAX_DEPTH = 100;

  private static final Condition ALWAYS = new Condition.And(List.of());

  private Conditions() {}

  /**
   * Parses a condition from its text form.
   *
   * <p>It accepts the filters of MLflow's run search with the same meaning, and in addition {@code
   * OR}, {@code NOT}, parentheses, {@code IN} and {@code NOT IN} for every text, {@code IS NULL},
   * {@code IS NOT NULL}, comparisons of parameters with numbers, times such as {@code
   * '2026-11-26T09:30:00Z'}, the least and the greatest value of a metric as {@code min.loss} and
   * {@code max.accuracy}, a metric by slice as {@code metrics.recall{country = 'DE'}}, the bounds
   * of its confidence interval as {@code lower.recall} and {@code upper.rmse}, a column of
   * predictions as {@code version} or {@code inputs.amount}, what is watched while a model serves
   * as {@code error_rate}, {@code latency_p99 > 20 ms} or {@code psi.amount}, and {@code TRUE}:
   *
   * <pre>{@code
   * metrics.accuracy > 0.9 AND (params.lr <= 0.01 OR tags.`the team` IN ('a', 'b'))
   * }</pre>
   *
   * <p>{@code AND} binds tighter than {@code OR}. A text is enclosed in single or double quotes,
   * without escapes; a text that contains both is enclosed in backticks, with each backtick in it
   * doubled. A blank text always holds.
   *
   * @param text the text, at most {@value #MAX_TEXT} characters
   * @return the condition; its {@link Object#toString()} returns the text form
   * @throws io.lifecycle4j.error.InvalidValueException if the text is not a condition; the message
   *     states the character and what was expected there
   */
  public static Condition parse(String text) {
    String given = required(text, "condition");
    return reader().condition(given);
  }

  static ConditionReader reader() {
    return Preconditions.service(ConditionReader.class, "read a condition");
  }

  /**
   * Returns a condition that always holds.
   *
   * @return the condition
   */
  public static Condition always() {
    return ALWAYS;
  }

  /**
   * Begins a condition on the latest value of a metric; {@link Subject.Metric#min} and {@link
   * Subject.Metric#max} select another value, {@link Subject.Metric#where} some of the rows, {@link
   * MetricSubject#lowerBound} a bound of its confidence interval.
   *
   * @param name the name of the metric
   * @return the subject to compare
   */
  public static Subject.Metric metric(String name) {
    return new Subject.Metric(name);
  }

  /**
   * Begins a condition on a parameter, as a text or as a number.
   *
   * @param name the name of the parameter
   * @return the subject to compare
   */
  public static Subject.Param param(String name) {
    return new Subject.Param(name);
  }

  /**
   * Begins a condition on a tag.
   *
   * @param name the name of the tag
   * @return the subject to compare
   */
  public static Subject.Tag tag(String name) {
    return new Subject.Tag(name);
  }

  /**
   * Begins a condition on a column of the logged predictions, for {@link
   * io.lifecycle4j.serving.Predictions#where(Condition)}.
   *
   * @param name one of {@link PredictionColumn#NAMES}, or a column of the input as {@code
   *     inputs.amount}
   * @return the subject to compare
   * @throws io.lifecycle4j.error.InvalidValueException if there is no such column
   */
  public static PredictionColumn prediction(String name) {
    return new PredictionColumn(name);
  }

  /**
   * Begins a condition on the id of a run.
   *
   * @return the subject to compare
   */
  public static Subject.Attribute runId() {
    return Subject.Attribute.RUN_ID;
  }

  /**
   * Begins a condition on the name of a run.
   *
   * @return the subject to compare
   */
  public static Subject.Attribute runName() {
    return Subject.Attribute.RUN_NAME;
  }

  /**
   * Begins a condition on the status of a run.
   *
   * @return the subject to compare, with texts such as {@code FINISHED}
   */
  public static Subject.Attribute status() {
    return Subject.Attribute.STATUS;
  }

  /**
   * Begins a condition on the experiment of a run.
   *
   * @return the subject to compare
   */
  public static Subject.Attribute experiment() {
    return Subject.Attribute.EXPERIMENT;
  }

  /**
   * Begins a condition on the parent of a run.
   *
   * @return the subject to compare, with the id of a run
   */
  public static Subject.Attribute parentRunId() {
    return Subject.Attribute.PARENT_RUN_ID;
  }

  /**
   * Begins a condition on the user who ran a run.
   *
   * @return the subject to compare
   */
  public static Subject.Attribute user() {
    return Subject.Attribute.USER_ID;
  }

  /**
   * Begins a condition on the location of the artifacts of a run in MLflow. Only an imported run
   * has it: artifacts of other runs are in the home.
   *
   * @return the subject to compare
   */
  public static Subject.Attribute artifactUri() {
    return Subject.Attribute.ARTIFACT_URI;
  }

  /**
   * Begins a condition on the start of a run.
   *
   * @return the subject to compare
   */
  public static Subject.Time startTime() {
    return Subject.Time.START_TIME;
  }

  /**
   * Begins a condition on the end of a run.
   *
   * @return the subject to compare
   */
  public static Subject.Time endTime() {
    return Subject.Time.END_TIME;
  }

  /**
   * Begins a condition on the registration of a version.
   *
   * @return the subject to compare
   */
  public static Subject.Time registered() {
    return Subject.Time.REGISTERED;
  }

  /**
   * Begins a condition on the model of a version.
   *
   * @return the subject to compare
   */
  public static VersionPart modelName() {
    return VersionPart.MODEL;
  }

  /**
   * Begins a condition on the aliases that name a version.
   *
   * @return the subject to compare; one matching alias is sufficient
   */
  public static VersionPart alias() {
    return VersionPart.ALIAS;
  }

  /**
   * Begins a condition on what a version is used for.
   *
   * @return the subject to compare, with texts such as {@code production}; see {@link
   *     VersionPart#STAGE}
   */
  public static VersionPart stage() {
    return VersionPart.STAGE;
  }

  /**
   * Begins a condition on those who answer for a version.
   *
   * @return the subject to compare; one matching owner is sufficient
   */
  public static VersionPart owner() {
    return VersionPart.OWNER;
  }

  /**
   * Begins a condition on whether a version is archived.
   *
   * @return the subject to compare, with {@code true} or {@code false}
   */
  public static VersionPart archived() {
    return VersionPart.ARCHIVED;
  }

  /**
   * Begins a condition on the name of a dataset of a run.
   *
   * @return the subject to compare; one matching dataset is sufficient
   */
  public static Subject.DatasetPart datasetName() {
    return Subject.DatasetPart.NAME;
  }

  /**
   * Begins a condition on the digest of a dataset of a run.
   *
   * @return the subject to compare; one matching dataset is sufficient
   */
  public static Subject.DatasetPart datasetDigest() {
    return Subject.DatasetPart.DIGEST;
  }

  /**
   * Begins a condition on the role of a dataset in a run.
   *
   * @return the subject to compare; one matching dataset is sufficient
   */
  public static Subject.DatasetPart datasetContext() {
    return Subject.DatasetPart.CONTEXT;
  }

  /**
   * Begins a condition on the share of requests that the version failed to answer, from 0 to 1,
   * over the last five minutes or {@link WatchSubject.Rate#over another time}. What answers in its
   * place does not change it.
   *
   * @return the subject to compare
   */
  public static WatchSubject.Rate errorRate() {
    return new WatchSubject.Rate(WatchSubject.Share.ERROR_RATE, WatchSubject.OVER);
  }

  /**
   * Begins a condition on the share of requests with an input that was refused, since it could not
   * be prepared or breaks a rule, from 0 to 1, over the last five minutes.
   *
   * @return the subject to compare
   */
  public static WatchSubject.Rate refusalRate() {
    return new WatchSubject.Rate(WatchSubject.Share.REFUSAL_RATE, WatchSubject.OVER);
  }

  /**
   * Begins a condition on a percentile of the latencies of a version, over the last five minutes or
   * {@link WatchSubject.Latency#over another time}.
   *
   * @param percentile the percentile, from 1 to 99
   * @return the subject to compare with a duration
   */
  public static WatchSubject.Latency latency(int percentile) {
    return new WatchSubject.Latency(percentile, WatchSubject.OVER);
  }

  /**
   * Begins a condition on the latency that 1 of 100 requests exceeds: {@code latency(99)}.
   *
   * @return the subject to compare with a duration
   */
  public static WatchSubject.Latency latencyP99() {
    return latency(99);
  }

  /**
   * Returns a condition that holds if the newest drift report says that a column has drifted.
   *
   * @return the condition {@code drifted_columns >= 1}
   */
  public static Condition drifted() {
    return WatchSubject.Count.DRIFTED_COLUMNS.atLeast(1);
  }

  /**
   * Begins a condition on how far a column has drifted, for thresholds that auditors ask for;
   * {@link #drifted()} keeps a promised rate of false alarms instead.
   *
   * @param column the column of the input, or {@code prediction}
   * @param measure the measure
   * @return the subject to compare
   */
  public static WatchSubject.Drift drift(String column, DriftMeasure measure) {
    return new WatchSubject.Drift(column, measure);
  }

  /**
   * Begins a condition on the time since the version in production was registered.
   *
   * @return the subject to compare with a duration
   */
  public static WatchSubject.Timed age() {
    return WatchSubject.Elapsed.AGE;
  }

  /**
   * Returns a condition that holds if there are as many more rows than the version in production
   * was trained on. Where old rows are replaced by as many new ones, it never holds: use {@link
   * #every}.
   *
   * @param rows how many more, at least 1
   * @return the condition {@code new_rows >= rows}
   */
  public static Condition newRows(long rows) {
    check(rows >= 1, "Invalid number of new rows: %s (must be at least 1)", rows);
    return WatchSubject.Count.NEW_ROWS.atLeast((double) rows);
  }

  /**
   * Returns a condition that holds once a time has passed since the latest retraining.
   *
   * @param period the time, positive
   * @return the condition {@code since_retraining >= period}
   */
  public static Condition every(Duration period) {
    Duration time = required(period, "period");
    check(!time.isZero() && !time.isNegative(), "Invalid period: %s (must be positive)", time);
    return WatchSubject.Elapsed.SINCE_RETRAINING.atLeast(time);
  }
}
