package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.InvalidNameException.checkName;

/** Names steps: {@code impute("temp").mean(), standardize("temp"), oneHot("dayType")}. */
public final class Steps {
  private Steps() {}

  /**
   * Begins a step that fills missing numbers.
   *
   * @param column the column, a number
   * @return what to fill them with
   */
  public static Impute impute(String column) {
    return new Impute(column);
  }

  /**
   * Brings a column to mean 0 and standard deviation 1.
   *
   * @param column the column, a number or tensor
   * @return the step
   */
  public static Step standardize(String column) {
    return new Step.Standardize(column);
  }

  /**
   * Multiplies a column by a constant.
   *
   * @param column the column, a number or tensor
   * @param factor the factor
   * @return the step
   */
  public static Step scale(String column, double factor) {
    return new Step.Scale(column, factor);
  }

  /**
   * Turns a text into one number for each text of the training rows.
   *
   * @param column the column, a text
   * @return the step
   */
  public static Step oneHot(String column) {
    return new Step.OneHot(column);
  }

  /**
   * A step that waits for what fills missing numbers.
   *
   * @param column the column
   */
  public record Impute(String column) {
    /** Checks the name. */
    public Impute {
      checkName("column", column);
    }

    /**
     * Fills with the mean of the training rows.
     *
     * @return the step
     */
    public Step mean() {
      return new Step.ImputeMean(column);
    }

    /**
     * Fills with a constant.
     *
     * @param value the constant
     * @return the step
     */
    public Step constant(double value) {
      return new Step.ImputeConstant(column, value);
    }
  }
}
