package io.lifecycle4j.condition;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;

/**
 * A column of the logged predictions: one of {@link #NAMES}, or a column of the input as {@code
 * inputs.amount}. These are the names that the log is exported with. Only the predictions of a
 * model know it.
 *
 * <p>A text has its number if the column is numeric, and every cell has a text, as {@link
 * Subject.Slice} describes it.
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
