package io.lifecycle4j.condition;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;

/**
 * Begins conditions: {@code metric("rmse").atMost(2.5).and(tag("team").is("fraud"))}.
 *
 * <p>The same words serve queries over runs, gates, alerts and rollback rules; a place that does
 * not know a subject refuses it when it is built.
 */
public final class Conditions {
  /** The longest text form that is read, in characters. */
  public static final int MAX_TEXT = 100_000;

  /** How deeply conditions may be nested: parentheses and NOT in a text, and values as built. */
  public static final int MAX_DEPTH = 100;

  private static final Condition ALWAYS = new Condition.And(List.of());

  private Conditions() {}

  /**
   * Reads a condition from its text form.
   *
   * <p>It takes the filters of MLflow's search for runs and means the same by them, and in addition
   * {@code OR}, {@code NOT}, parentheses, {@code IN} and {@code NOT IN} for every text, {@code IS
   * NULL}, {@code IS NOT NULL}, comparisons of parameters with numbers, times such as {@code
   * '2026-11-26T09:30:00Z'}, the least and the greatest value of a metric as {@code min.loss} and
   * {@code max.accuracy}, and {@code TRUE}:
   *
   * <pre>{@code
   * metrics.accuracy > 0.9 AND (params.lr <= 0.01 OR tags.`the team` IN ('a', 'b'))
   * }</pre>
   *
   * <p>{@code AND} binds tighter than {@code OR}. A text stands in single or double quotes, of
   * which nothing is escaped; one that has both stands in backticks, where a backtick is written
   * twice. A blank text always holds.
   *
   * @param text the text, at most {@value #MAX_TEXT} characters
   * @return the condition; its {@link Object#toString()} gives the text form again
   * @throws io.lifecycle4j.error.InvalidValueException if the text is not a condition; the message
   *     says at which character, and what was expected there
   */
  public static Condition parse(String text) {
    return ConditionParser.condition(required(text, "condition"));
  }

  /**
   * Holds for everything.
   *
   * @return the condition
   */
  public static Condition always() {
    return ALWAYS;
  }

  /**
   * Begins a condition on the latest value of a metric; {@link Subject.Metric#min} and {@link
   * Subject.Metric#max} take another.
   *
   * @param name the name of the metric
   * @return what to compare
   */
  public static Subject.Metric metric(String name) {
    return new Subject.Metric(name);
  }

  /**
   * Begins a condition on a parameter, as a text or as a number.
   *
   * @param name the name of the parameter
   * @return what to compare
   */
  public static Subject.Param param(String name) {
    return new Subject.Param(name);
  }

  /**
   * Begins a condition on a tag.
   *
   * @param name the name of the tag
   * @return what to compare
   */
  public static Subject.Tag tag(String name) {
    return new Subject.Tag(name);
  }

  /**
   * Begins a condition on the id of a run.
   *
   * @return what to compare
   */
  public static Subject.Attribute runId() {
    return Subject.Attribute.RUN_ID;
  }

  /**
   * Begins a condition on the name of a run.
   *
   * @return what to compare
   */
  public static Subject.Attribute runName() {
    return Subject.Attribute.RUN_NAME;
  }

  /**
   * Begins a condition on how a run stands.
   *
   * @return what to compare, with texts such as {@code FINISHED}
   */
  public static Subject.Attribute status() {
    return Subject.Attribute.STATUS;
  }

  /**
   * Begins a condition on the experiment of a run.
   *
   * @return what to compare
   */
  public static Subject.Attribute experiment() {
    return Subject.Attribute.EXPERIMENT;
  }

  /**
   * Begins a condition on the run that a run is a part of.
   *
   * @return what to compare, with the id of a run
   */
  public static Subject.Attribute parentRunId() {
    return Subject.Attribute.PARENT_RUN_ID;
  }

  /**
   * Begins a condition on who ran a run.
   *
   * @return what to compare
   */
  public static Subject.Attribute user() {
    return Subject.Attribute.USER_ID;
  }

  /**
   * Begins a condition on where the artifacts of a run lay in MLflow. Only an imported run has it:
   * those of others lie in the home.
   *
   * @return what to compare
   */
  public static Subject.Attribute artifactUri() {
    return Subject.Attribute.ARTIFACT_URI;
  }

  /**
   * Begins a condition on when a run began.
   *
   * @return what to compare
   */
  public static Subject.Time startTime() {
    return Subject.Time.START_TIME;
  }

  /**
   * Begins a condition on when a run ended.
   *
   * @return what to compare
   */
  public static Subject.Time endTime() {
    return Subject.Time.END_TIME;
  }

  /**
   * Begins a condition on the name of a data set of a run.
   *
   * @return what to compare; it is enough that one data set holds
   */
  public static Subject.DatasetPart datasetName() {
    return Subject.DatasetPart.NAME;
  }

  /**
   * Begins a condition on the digest of a data set of a run.
   *
   * @return what to compare; it is enough that one data set holds
   */
  public static Subject.DatasetPart datasetDigest() {
    return Subject.DatasetPart.DIGEST;
  }

  /**
   * Begins a condition on what a run used a data set for.
   *
   * @return what to compare; it is enough that one data set holds
   */
  public static Subject.DatasetPart datasetContext() {
    return Subject.DatasetPart.CONTEXT;
  }
}
