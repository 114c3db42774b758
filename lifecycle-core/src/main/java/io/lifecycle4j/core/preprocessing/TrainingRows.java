package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;

/**
 * Rows of the training role of a split: the only ones that steps may learn from.
 *
 * <p>A type of its own, so that fitting on rows of another role does not compile.
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

  /** Returns the training rows of a split. */
  public static TrainingRows of(Split split) {
    Rows rows = required(split, "split").rows(SplitRole.TRAIN);
    return new TrainingRows(rows, split.count(SplitRole.TRAIN));
  }

  /** Returns the rows. */
  public Rows rows() {
    return rows;
  }

  /** Returns the number of rows, 0 if unknown. */
  long count() {
    return count;
  }
}
