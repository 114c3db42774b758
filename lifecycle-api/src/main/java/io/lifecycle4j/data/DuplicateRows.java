package io.lifecycle4j.data;

/**
 * What becomes of a row that equals a row of another role.
 *
 * <p>Only a plan that names the role in a column can have such rows: equal then means equal in
 * every other column. With any other plan equal rows have equal roles. More may come: a switch
 * needs a default branch.
 */
public enum DuplicateRows {
  /** The split is refused. */
  REFUSE,
  /**
   * Equal rows stay in one role alone, the first that one of them has of {@link SplitRole#HOLDOUT},
   * {@link SplitRole#GOLDEN}, {@link SplitRole#VALIDATION} and {@link SplitRole#TRAIN}; the others
   * get none. The holdout stays whole.
   */
  DROP,
  /** The row keeps its role, and a model may have seen what it is judged on. */
  KEEP
}
