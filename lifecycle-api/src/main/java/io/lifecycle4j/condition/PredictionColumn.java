package io.lifecycle4j.condition;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;

/**
 * A column of the logged predictions: one of {@link #NAMES}, or a column of the input as {@code
 * inputs.amount}. Exported files have the same names. Only {@link
 * io.lifecycle4j.serving.Predictions#where(Condition)} accepts it.
 *
 * <p>A cell that is a number can be compared with a number. Every cell can be compared with a text,
 * in the form that {@link Subject.Slice} describes.
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
