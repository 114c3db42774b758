package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.schema.Row;
import org.jspecify.annotations.Nullable;

/**
 * Learns one step from the training rows, in one pass or several.
 *
 * <p>Rows come in blocks of a fixed size. A block is filled by one thread and summarised by any;
 * the summaries are merged in the order of the blocks. So the number of threads changes no bit.
 */
interface StepLearner {
  /** Begins a block of at most so many rows. */
  Block block(int rows);

  /** Ends a pass over all rows; null when one more is needed. */
  @Nullable FittedStep end();

  /** Refuses a column that had nothing to learn from. */
  static void needs(boolean some, String column) {
    Preconditions.check(
        some,
        "Invalid preprocessing: column %s is missing in every training row (a step learns from it)",
        column);
  }

  /**
   * Returns what to multiply with instead of dividing; 0 where there is nothing to divide by.
   *
   * @param width the width of numbers that are not all the same, or 0
   * @throws io.lifecycle4j.error.InvalidValueException if the width is too great or too small for a
   *     factor, which would make all numbers the same
   */
  static double inverse(String column, double width) {
    double factor = 1 / width;
    Preconditions.check(
        width == 0 || (factor > 0 && Double.isFinite(factor)),
        "Cannot scale column %s: its numbers spread over %s (needs a width with an inverse;"
            + " scale them before)",
        column,
        width);
    return width == 0 ? 0 : factor;
  }

  /** The cells of some rows. */
  interface Block {
    void add(Row row);

    /**
     * Summarises what was added, beside other blocks.
     *
     * @return merges the summary; run in the order of the blocks
     */
    Runnable summarize();
  }
}
