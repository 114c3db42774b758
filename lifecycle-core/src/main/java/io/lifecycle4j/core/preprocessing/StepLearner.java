package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.schema.Row;
import org.jspecify.annotations.Nullable;

/**
 * Learns one step from the training rows, in one pass or several.
 *
 * <p>Rows come in blocks of a fixed size. A block is filled by one thread and summarised by any;
 * the summaries are merged in the order of the blocks. The result therefore has the same bits for
 * any number of threads.
 */
interface StepLearner {
  /** Returns a block for at most this many rows. */
  Block block(int rows);

  /** Ends a pass over all rows; returns null if another is needed. */
  @Nullable FittedStep end();

  /** Rejects a column that had nothing to learn from. */
  static void needs(boolean some, String column) {
    Preconditions.check(
        some,
        "Invalid preprocessing: column %s is missing in every training row (a step learns from it)",
        column);
  }

  /**
   * Returns the factor that replaces a division; 0 if the width is 0.
   *
   * @param width the width of numbers that are not all equal, or 0
   * @throws io.lifecycle4j.error.InvalidValueException if the factor would overflow or be 0, which
   *     would make all numbers equal
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

  interface Block {
    void add(Row row);

    /**
     * Summarises the added rows, concurrently with other blocks. The result merges the summary and
     * runs in the order of the blocks.
     */
    Runnable summarize();
  }
}
