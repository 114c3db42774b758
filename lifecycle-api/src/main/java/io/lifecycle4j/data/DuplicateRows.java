package io.lifecycle4j.data;

/**
 * How a row that equals a row of another role is handled.
 *
 * <p>Only a plan that reads the role from a column can have such rows; equal then means equal in
 * every other column. With any other plan, equal rows have the same role. Constants may be added: a
 * switch needs a default branch.
 */
public enum DuplicateRows {
  /** The split is rejected. */
  REFUSE,
  /**
   * Of equal rows, only those of one role keep it: the first role that one of them has, in the
   * order {@link SplitRole#HOLDOUT}, {@link SplitRole#GOLDEN}, {@link SplitRole#VALIDATION}, {@link
   * SplitRole#TRAIN}. The others get no role. The holdout stays complete.
   */
  DROP,
  /** The row keeps its role. A model may then be judged on rows that it was trained on. */
  KEEP
}
