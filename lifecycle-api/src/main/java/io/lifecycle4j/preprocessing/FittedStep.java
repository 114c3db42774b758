package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.copy;

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
   * @param value what to fill in, finite
   */
  record Fill(String column, double value) implements FittedStep {
    /** Checks the parts. */
    public Fill {
      checkName("column", column);
      check(
          Double.isFinite(value), "Invalid fill of column %s: %s (must be finite)", column, value);
    }
  }

  /**
   * Computes {@code (x - shift) * factor}.
   *
   * @param column the column
   * @param shift what to subtract, finite
   * @param factor what to multiply with, finite
   */
  record Linear(String column, double shift, double factor) implements FittedStep {
    /** Checks the parts. */
    public Linear {
      checkName("column", column);
      check(
          Double.isFinite(shift) && Double.isFinite(factor),
          "Invalid scaling of column %s: shift %s, factor %s (must be finite)",
          column,
          shift,
          factor);
    }
  }

  /**
   * Writes 1 at the place of the text and 0 at the others.
   *
   * @param column the column
   * @param categories the texts, in the order of their places
   */
  record Encode(String column, List<String> categories) implements FittedStep {
    /** Checks the parts. */
    public Encode {
      checkName("column", column);
      categories = copy(categories, "categories of column " + column);
    }
  }
}
