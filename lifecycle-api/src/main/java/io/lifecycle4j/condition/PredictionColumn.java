package io.lifecycle4j.condition;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import java.util.Set;

/**
 * A column of the logged predictions: one of {@link #NAMES}, or a column of the input as {@code
 * inputs.amount}. Exported files have the same names. Only {@link
 * io.lifecycle4j.serving.Predictions#where(Condition)} accepts it.
 *
 * <p>A cell that is a number can be compared with a number, and a time with its milliseconds since
 * 1970. Every cell can be compared with a text, in the form that {@link Subject.Slice} describes;
 * the columns {@link #isTime() that are times} only with a pattern.
 *
 * @param key the name, such as {@code version} or {@code inputs.amount}
 */
public record PredictionColumn(String key) implements NumericSubject, TextualSubject {
  /** The prefix of the columns of the input. */
  public static final String INPUTS = "inputs.";

  /** The columns that every prediction has. */
  public static final List<String> NAMES =
      List.of(
          "id",
          "time",
          "version",
          "plan",
          "arm",
          "latency_ms",
          "answer",
          "probability",
          "failure",
          "message",
          "key",
          "truth",
          "truth_time");

  private static final Set<String> TIMES = Set.of("time", "truth_time");

  /** Checks the name. */
  public PredictionColumn {
    required(key, "column");
    if (key.startsWith(INPUTS)) {
      checkName("column", key.substring(INPUTS.length()));
    } else {
      check(
          NAMES.contains(key),
          "Invalid column of predictions: %s (must be %s, or %sNAME for a column of the input)",
          key,
          String.join(", ", NAMES),
          INPUTS);
    }
  }

  /**
   * Returns whether the column is a time of every prediction. A time of the input is none: its type
   * is known only to the model.
   *
   * @return true for {@code time} and {@code truth_time}
   */
  public boolean isTime() {
    return TIMES.contains(key);
  }

  @Override
  public String words() {
    return key;
  }

  @Override
  public String toString() {
    return key.startsWith(INPUTS)
        ? TextForm.subject("inputs", key.substring(INPUTS.length()))
        : key;
  }
}
