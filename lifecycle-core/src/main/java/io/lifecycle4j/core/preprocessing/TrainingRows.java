package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.InvalidValueException.required;

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

  /** For tests, whose rows belong to no split. */
  TrainingRows(Rows rows) {
    this.rows = rows;
  }

  /**
   * Takes the training rows of a split.
   *
   * @param split the split
   * @return its training rows
   */
  public static TrainingRows of(Split split) {
    return new TrainingRows(required(split, "split").rows(SplitRole.TRAIN));
  }

  /**
   * Returns the rows.
   *
   * @return the rows
   */
  public Rows rows() {
    return rows;
  }
}
