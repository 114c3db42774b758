package io.lifecycle4j.preprocessing;

import java.util.List;

/**
 * A step with what it learned from the training rows.
 *
 * <p>More may come: a switch needs a default branch.
 */
public sealed interface FittedStep {
  /**
   * Names the column.
   *
   * @return the name of the column
   */
  String column();

  /**
   * Fills missing numbers.
   *
   * @param column the column
   * @param value what to fill in
   */
  record Fill(String column, double value) implements FittedStep {}

  /**
   * Computes {@code (x - shift) * factor}.
   *
   * @param column the column
   * @param shift what to subtract
   * @param factor what to multiply with
   */
  record Linear(String column, double shift, double factor) implements FittedStep {}

  /**
   * Writes 1 at the place of the text and 0 at the others.
   *
   * @param column the column
   * @param categories the texts, in the order of their places
   */
  record Encode(String column, List<String> categories) implements FittedStep {
    /** Copies the texts. */
    public Encode {
      categories = List.copyOf(categories);
    }
  }
}
