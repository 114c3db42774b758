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
