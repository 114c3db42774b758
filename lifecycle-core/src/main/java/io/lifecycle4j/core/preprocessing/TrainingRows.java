package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;

/**
 * Rows of the training role of a split: the only ones that steps may learn from.
 *
 * <p>A type of its own, so that rows of another role do not compile where something is fitted.
 */
public final class TrainingRows {
  private final Rows rows;
  private final long count;

  /** For tests, whose rows belong to no split. */
  TrainingRows(Rows rows) {
    this(rows, 0);
  }

  private TrainingRows(Rows rows, long count) {
    this.rows = rows;
    this.count = count;
  }

  /**
   * Takes the training rows of a split.
   *
   * @param split the split
   * @return its training rows
   */
  public static TrainingRows of(Split split) {
    Rows rows = required(split, "split").rows(SplitRole.TRAIN);
    return new TrainingRows(rows, split.count(SplitRole.TRAIN));
  }

  /**
   * Returns the rows.
   *
   * @return the rows
   */
  public Rows rows() {
    return rows;
  }

  /** Returns how many there are, 0 if nobody knows. */
  long count() {
    return count;
  }
}
