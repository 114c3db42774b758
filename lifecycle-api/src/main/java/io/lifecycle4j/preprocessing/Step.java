package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.InvalidValueException.check;

/**
 * Something to be done to a column before the network sees it.
 *
 * <p>Several steps on one column are done in their order. A number or tensor column without a step
 * goes to the network as it is; a text column needs {@link OneHot}. More steps may come: a switch
 * needs a default branch.
 */
public sealed interface Step {
  /**
   * Names the column.
   *
   * @return the name of the column
   */
  String column();

  /**
   * Fills missing numbers with the mean of the training rows.
   *
   * @param column the column, a number
   */
  record ImputeMean(String column) implements Step {
    /** Checks the name. */
    public ImputeMean {
      checkName("column", column);
    }
  }

  /**
   * Fills missing numbers with a constant.
   *
   * @param column the column, a number
   * @param value what to fill in, finite
   */
  record ImputeConstant(String column, double value) implements Step {
    /** Checks the parts. */
    public ImputeConstant {
      checkName("column", column);
      check(
          Double.isFinite(value),
          "Invalid constant for column %s: %s (must be finite)",
          column,
          value);
    }
  }

  /**
   * Subtracts the mean of the training rows and divides by their standard deviation.
   *
   * <p>For a tensor, both are taken over all its numbers. A constant column becomes 0.
   *
   * @param column the column, a number or tensor
   */
  record Standardize(String column) implements Step {
    /** Checks the name. */
    public Standardize {
      checkName("column", column);
    }
  }

  /**
   * Multiplies by a constant, such as 1/255 for the bytes of an image.
   *
   * @param column the column, a number or tensor
   * @param factor the factor, finite
   */
  record Scale(String column, double factor) implements Step {
    /** Checks the parts. */
    public Scale {
      checkName("column", column);
      check(
          Double.isFinite(factor),
          "Invalid factor for column %s: %s (must be finite)",
          column,
          factor);
    }
  }

  /**
   * Turns a text into one number for each text of the training rows.
   *
   * <p>It is 1 for the text it is and 0 for the others. A text that no training row has gives 0
   * everywhere.
   *
   * @param column the column, a text
   */
  record OneHot(String column) implements Step {
    /** Checks the name. */
    public OneHot {
      checkName("column", column);
    }
  }
}
