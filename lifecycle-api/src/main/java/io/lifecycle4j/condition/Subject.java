package io.lifecycle4j.condition;

import static io.lifecycle4j.error.InvalidNameException.checkKey;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.time.temporal.ChronoField;

/**
 * What a condition or an order is about, such as a metric or the status of a run.
 *
 * <p>Immutable. {@link Object#toString()} gives the text form, such as {@code metrics.rmse}. More
 * subjects may come: a switch needs a default branch.
 */
public sealed interface Subject permits NumericSubject, TextualSubject {
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

  /**
   * A metric, by its latest value.
   *
   * @param key the name, which may hold slashes
   */
  record Metric(String key) implements NumericSubject {
    /** Checks the name. */
    public Metric {
      checkKey("metric", key);
    }

    /**
     * Takes the least value that the metric ever had instead of the latest.
     *
     * @return what to compare
     */
    public Extreme min() {
      return new Extreme(key, Extreme.Kind.MIN);
    }

    /**
     * Takes the greatest value that the metric ever had instead of the latest.
     *
     * @return what to compare
     */
    public Extreme max() {
      return new Extreme(key, Extreme.Kind.MAX);
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
   * The least or the greatest value that a metric ever had; missing if all were NaN.
   *
   * @param key the name of the metric, which may hold slashes
   * @param kind which of the two
   */
  record Extreme(String key, Kind kind) implements NumericSubject {
    /** Which value is taken. */
    public enum Kind {
      /** The least. */
      MIN,
      /** The greatest. */
      MAX
    }

    /** Checks the parts. */
    public Extreme {
      checkKey("metric", key);
      required(kind, "kind of extreme");
    }

    @Override
    public String words() {
      return TextForm.key(kind) + " " + key;
    }

    @Override
    public String toString() {
      return TextForm.subject(TextForm.key(kind), key);
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
  record Param(String key) implements NumericSubject, TextualSubject {
    /** Checks the name. */
    public Param {
      checkKey("parameter", key);
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
  record Tag(String key) implements TextualSubject {
    /** Checks the name. */
    public Tag {
      checkKey("tag", key);
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
  enum Attribute implements TextualSubject {
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
  enum Time implements NumericSubject {
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

    /**
     * Returns what a time is compared as. Does not overflow, as {@link Instant#toEpochMilli()}
     * does.
     *
     * @param time any time
     * @return milliseconds since 1970-01-01T00:00Z
     */
    public static double millis(Instant time) {
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
  enum DatasetPart implements TextualSubject {
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
