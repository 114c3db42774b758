package io.lifecycle4j.condition;

import static io.lifecycle4j.error.InvalidNameException.checkPath;
import static io.lifecycle4j.error.InvalidValueException.required;

import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * What a condition or an order is about, such as a metric or the status of a run.
 *
 * <p>Immutable. {@link Object#toString()} gives the text form, such as {@code metrics.rmse}. More
 * subjects may come: a switch needs a default branch.
 */
public sealed interface Subject {
  /**
   * Returns the name within its kind.
   *
   * @return such as {@code rmse} or {@code run_name}
   */
  String key();

  /**
   * Says in words what it is.
   *
   * @return such as {@code rmse}, {@code param lr} or {@code run name}
   */
  String words();

  /**
   * Holds when there is no value.
   *
   * @return the condition
   */
  default Condition isMissing() {
    return new Condition.Missing(this);
  }

  /**
   * Holds when there is a value.
   *
   * @return the condition
   */
  default Condition isPresent() {
    return new Condition.Present(this);
  }

  /**
   * Orders with the least first.
   *
   * @return the order
   */
  default Ordering ascending() {
    return new Ordering(this, Ordering.Direction.ASCENDING);
  }

  /**
   * Orders with the greatest first.
   *
   * @return the order
   */
  default Ordering descending() {
    return new Ordering(this, Ordering.Direction.DESCENDING);
  }

  /** What can be compared with a number. */
  sealed interface Numeric extends Subject {
    /**
     * Holds when the value is at least the bound.
     *
     * @param bound the least value that holds
     * @return the condition
     */
    default Condition atLeast(double bound) {
      return new Condition.Comparison(this, Condition.Operator.AT_LEAST, bound);
    }

    /**
     * Holds when the value is at most the bound.
     *
     * @param bound the greatest value that holds
     * @return the condition
     */
    default Condition atMost(double bound) {
      return new Condition.Comparison(this, Condition.Operator.AT_MOST, bound);
    }

    /**
     * Holds when the value is above the bound.
     *
     * @param bound the greatest value that does not hold
     * @return the condition
     */
    default Condition above(double bound) {
      return new Condition.Comparison(this, Condition.Operator.ABOVE, bound);
    }

    /**
     * Holds when the value is below the bound.
     *
     * @param bound the least value that does not hold
     * @return the condition
     */
    default Condition below(double bound) {
      return new Condition.Comparison(this, Condition.Operator.BELOW, bound);
    }

    /**
     * Holds when the value is this one.
     *
     * @param value the only value that holds
     * @return the condition
     */
    default Condition is(double value) {
      return new Condition.Comparison(this, Condition.Operator.IS, value);
    }

    /**
     * Holds when there is a value and it is another one, NaN included.
     *
     * @param value the only value that does not hold
     * @return the condition
     */
    default Condition isNot(double value) {
      return new Condition.Comparison(this, Condition.Operator.IS_NOT, value);
    }
  }

  /** What can be compared with a text. */
  sealed interface Textual extends Subject {
    /**
     * Holds when the text is this one.
     *
     * @param text the only text that holds
     * @return the condition
     */
    default Condition is(String text) {
      return compare(Condition.TextOperator.IS, text);
    }

    /**
     * Holds when there is a text and it is another one.
     *
     * @param text the only text that does not hold
     * @return the condition
     */
    default Condition isNot(String text) {
      return compare(Condition.TextOperator.IS_NOT, text);
    }

    /**
     * Holds when the whole text looks like the pattern.
     *
     * @param pattern at most 1,000 characters; {@code %} stands for any characters, {@code _} for
     *     one
     * @return the condition
     */
    default Condition like(String pattern) {
      return compare(Condition.TextOperator.LIKE, pattern);
    }

    /**
     * Holds when the whole text looks like the pattern, in upper or lower case.
     *
     * @param pattern at most 1,000 characters; {@code %} stands for any characters, {@code _} for
     *     one
     * @return the condition
     */
    default Condition likeIgnoringCase(String pattern) {
      return compare(Condition.TextOperator.LIKE_IGNORING_CASE, pattern);
    }

    /**
     * Holds when the text is one of these.
     *
     * @param texts the texts that hold, at least one
     * @return the condition
     */
    default Condition in(String... texts) {
      return in(Arrays.asList(required(texts, "texts")));
    }

    /**
     * Holds when the text is one of these.
     *
     * @param texts the texts that hold, at least one
     * @return the condition
     */
    default Condition in(Collection<String> texts) {
      return new TextComparison(
          this, Condition.TextOperator.IN, new ArrayList<>(required(texts, "texts")));
    }

    /**
     * Holds when there is a text and it is none of these.
     *
     * @param texts the texts that do not hold, at least one
     * @return the condition
     */
    default Condition notIn(String... texts) {
      return notIn(Arrays.asList(required(texts, "texts")));
    }

    /**
     * Holds when there is a text and it is none of these.
     *
     * @param texts the texts that do not hold, at least one
     * @return the condition
     */
    default Condition notIn(Collection<String> texts) {
      return new TextComparison(
          this, Condition.TextOperator.NOT_IN, new ArrayList<>(required(texts, "texts")));
    }

    private Condition compare(Condition.TextOperator operator, String text) {
      return new TextComparison(this, operator, List.of(required(text, "text for " + words())));
    }
  }

  /**
   * A metric, by its latest value.
   *
   * @param key the name, which may hold slashes
   */
  record Metric(String key) implements Numeric {
    /** Checks the name. */
    public Metric {
      checkPath("metric", key);
    }

    @Override
    public String words() {
      return key;
    }

    @Override
    public String toString() {
      return TextForm.subject("metrics", key);
    }
  }

  /**
   * A parameter: a text, which may read as a number.
   *
   * <p>Compared with a number it is read as one, in decimal digits, {@code nan} or {@code inf}; a
   * comparison with what does not read so is false.
   *
   * @param key the name, which may hold slashes
   */
  record Param(String key) implements Numeric, Textual {
    /** Checks the name. */
    public Param {
      checkPath("parameter", key);
    }

    @Override
    public String words() {
      return "param " + key;
    }

    @Override
    public String toString() {
      return TextForm.subject("params", key);
    }
  }

  /**
   * A tag.
   *
   * @param key the name, which may hold slashes
   */
  record Tag(String key) implements Textual {
    /** Checks the name. */
    public Tag {
      checkPath("tag", key);
    }

    @Override
    public String words() {
      return "tag " + key;
    }

    @Override
    public String toString() {
      return TextForm.subject("tags", key);
    }
  }

  /** What every run has, as text. */
  enum Attribute implements Textual {
    /** The id of the run. */
    RUN_ID,
    /** The name of the run. */
    RUN_NAME,
    /** How the run stands, such as {@code FINISHED}. */
    STATUS,
    /** The name of the experiment. */
    EXPERIMENT,
    /** The id of the run it is a part of. */
    PARENT_RUN_ID,
    /** Who ran it. */
    USER_ID,
    /** Where the artifacts of the run lie. */
    ARTIFACT_URI;

    @Override
    public String key() {
      return TextForm.key(this);
    }

    @Override
    public String words() {
      return key().replace('_', ' ');
    }

    @Override
    public String toString() {
      return TextForm.subject("attributes", key());
    }
  }

  /** When a run began or ended: milliseconds since 1970-01-01T00:00Z. */
  enum Time implements Numeric {
    /** When the run began. */
    START_TIME,
    /** When the run ended. */
    END_TIME;

    /**
     * Holds when it is after a time, by at least a millisecond.
     *
     * @param time the last time that does not hold
     * @return the condition
     */
    public Condition after(Instant time) {
      return above(millis(time));
    }

    /**
     * Holds when it is before a time, by at least a millisecond.
     *
     * @param time the first time that does not hold
     * @return the condition
     */
    public Condition before(Instant time) {
      return below(millis(time));
    }

    /** Does not overflow, as {@link Instant#toEpochMilli()} does. */
    private static double millis(Instant time) {
      long second = required(time, "time").getEpochSecond();
      int milli = time.get(ChronoField.MILLI_OF_SECOND);
      return second * 1e3 + milli;
    }

    @Override
    public String key() {
      return TextForm.key(this);
    }

    @Override
    public String words() {
      return key().replace('_', ' ');
    }

    @Override
    public String toString() {
      return TextForm.subject("attributes", key());
    }
  }

  /** The data sets that a run used; it is enough that one of them holds. */
  enum DatasetPart implements Textual {
    /** The name of the data set. */
    NAME,
    /** The digest of its content. */
    DIGEST,
    /** What the run used it for, such as {@code training}. */
    CONTEXT;

    @Override
    public String key() {
      return TextForm.key(this);
    }

    @Override
    public String words() {
      return "data set " + key();
    }

    @Override
    public String toString() {
      return TextForm.subject("datasets", key());
    }
  }
}
