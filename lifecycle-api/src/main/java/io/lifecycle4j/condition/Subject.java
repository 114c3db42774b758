package io.lifecycle4j.condition;

import static io.lifecycle4j.error.InvalidNameException.checkKey;
import static io.lifecycle4j.error.InvalidNameException.checkMetricKey;
import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The subject of a condition or an ordering, such as a metric or the status of a run.
 *
 * <p>Immutable. {@link Object#toString()} returns the text form, such as {@code metrics.rmse}.
 * Subjects may be added: a switch needs a default branch.
 */
public sealed interface Subject permits NumericSubject, TextualSubject {
  /**
   * Returns the name within its kind.
   *
   * @return the name, such as {@code rmse} or {@code run_name}
   */
  String key();

  /**
   * Returns the subject in words.
   *
   * @return the words, such as {@code rmse}, {@code param lr} or {@code run name}
   */
  String words();

  /**
   * Returns a condition that holds if there is no value.
   *
   * @return the condition
   */
  default Condition isMissing() {
    return new Condition.Missing(this);
  }

  /**
   * Returns a condition that holds if there is a value.
   *
   * @return the condition
   */
  default Condition isPresent() {
    return new Condition.Present(this);
  }

  /**
   * Returns the ordering with the least value first.
   *
   * @return the ordering
   */
  default Ordering ascending() {
    return new Ordering(this, Ordering.Direction.ASCENDING);
  }

  /**
   * Returns the ordering with the greatest value first.
   *
   * @return the ordering
   */
  default Ordering descending() {
    return new Ordering(this, Ordering.Direction.DESCENDING);
  }

  /**
   * A metric, by its latest value.
   *
   * @param key the name, which may contain slashes
   */
  record Metric(String key) implements MetricSubject {
    /** Checks the name. */
    public Metric {
      checkMetricKey(key);
    }

    /**
     * Returns the least value that the metric ever had, instead of the latest.
     *
     * @return the subject to compare
     */
    public Extreme min() {
      return new Extreme(key, Extreme.Kind.MIN);
    }

    /**
     * Returns the greatest value that the metric ever had, instead of the latest.
     *
     * @return the subject to compare
     */
    public Extreme max() {
      return new Extreme(key, Extreme.Kind.MAX);
    }

    /**
     * Returns the metric on the rows in which a column has a value, instead of on all rows. Only
     * gates support it.
     *
     * @param column the column of the dataset
     * @param value the value as {@link Slice} describes it, such as {@code DE} or {@code 2024}
     * @return the subject to compare
     */
    public Slice where(String column, String value) {
      String name = checkName("column", column);
      return new Slice(key, Map.of(name, required(value, "value of column", name)));
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
   * @param key the name of the metric, which may contain slashes
   * @param kind the kind of extreme
   */
  record Extreme(String key, Kind kind) implements NumericSubject {
    /** The kind of extreme. */
    public enum Kind {
      /** The least. */
      MIN,
      /** The greatest. */
      MAX
    }

    /** Checks the parts. */
    public Extreme {
      checkMetricKey(key);
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
   * A metric on a slice: the rows in which columns of the dataset have given values. Only gates
   * support it, on the held-out rows.
   *
   * <p>A value is compared with the text of a cell: a whole number without a fraction ({@code
   * 2024}), any other number as Java prints it ({@code 0.5}), {@code true} or {@code false}, a time
   * in UTC ({@code 2026-11-26T00:00:00Z}). The empty text selects rows without a value.
   *
   * @param key the name of the metric, which may contain slashes
   * @param columns the value of each column, at least one; all must match
   */
  record Slice(String key, Map<String, String> columns) implements MetricSubject {
    /** Checks the parts. */
    public Slice {
      checkMetricKey(key);
      columns = copy(columns, "columns of a slice");
      check(!columns.isEmpty(), "Invalid slice of %s: no columns (needs at least 1)", key);
      columns.keySet().forEach(column -> checkName("column", column));
    }

    /**
     * Returns the metric on fewer rows: those in which another column also has a value.
     *
     * @param column the other column of the dataset
     * @param value its value
     * @return the subject to compare
     */
    public Slice where(String column, String value) {
      String name = checkName("column", column);
      String text = required(value, "value of column", name);
      checkUnset(columns.get(name), "slice of " + key, "column " + name);
      Map<String, String> more = new TreeMap<>(columns);
      more.put(name, text);
      return new Slice(key, more);
    }

    /**
     * Returns which rows these are.
     *
     * @return the columns with their values in words, such as {@code country is DE}
     */
    public String rows() {
      return columns.entrySet().stream()
          .map(
              cell ->
                  cell.getKey()
                      + " is "
                      + (cell.getValue().isEmpty() ? "missing" : cell.getValue()))
          .collect(Collectors.joining(" and "));
    }

    @Override
    public String words() {
      return key + " where " + rows();
    }

    @Override
    public String toString() {
      return TextForm.slice(this);
    }
  }

  /**
   * A parameter: a text, which may be parsed as a number.
   *
   * <p>In a comparison with a number, it is parsed as decimal digits, {@code nan} or {@code inf};
   * if it is not a number, the comparison is false.
   *
   * @param key the name, which may contain slashes
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
   * @param key the name, which may contain slashes
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

  /** A text attribute that every run has. */
  enum Attribute implements TextualSubject {
    /** The id of the run. */
    RUN_ID,
    /** The name of the run. */
    RUN_NAME,
    /** The status of the run, such as {@code FINISHED}. */
    STATUS,
    /** The name of the experiment. */
    EXPERIMENT,
    /** The id of the parent run. */
    PARENT_RUN_ID,
    /** The user who ran it. */
    USER_ID,
    /** The location of the artifacts of the run. */
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

  /** A time of a run or a version, in milliseconds since 1970-01-01T00:00Z. */
  enum Time implements NumericSubject {
    /** The start of the run. */
    START_TIME,
    /** The end of the run. */
    END_TIME,
    /** The registration of the version. */
    REGISTERED;

    /**
     * Returns a condition that holds if it is after a time, by at least a millisecond.
     *
     * @param time the time
     * @return the condition
     */
    public Condition after(Instant time) {
      return above(millis(time));
    }

    /**
     * Returns a condition that holds if it is before a time, by at least a millisecond.
     *
     * @param time the time
     * @return the condition
     */
    public Condition before(Instant time) {
      return below(millis(time));
    }

    /**
     * Returns a time as a number for comparison. Unlike {@link Instant#toEpochMilli()}, it does not
     * overflow.
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

  /** The datasets that a run used; one matching dataset is sufficient. */
  enum DatasetPart implements TextualSubject {
    /** The name of the dataset. */
    NAME,
    /** The digest of its content. */
    DIGEST,
    /** The role of the dataset in the run, such as {@code training}. */
    CONTEXT;

    @Override
    public String key() {
      return TextForm.key(this);
    }

    @Override
    public String words() {
      return "dataset " + key();
    }

    @Override
    public String toString() {
      return TextForm.subject("datasets", key());
    }
  }
}
