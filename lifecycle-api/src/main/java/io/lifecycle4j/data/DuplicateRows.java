package io.lifecycle4j.data;

/**
 * What becomes of a row that equals a held-out row, but is not held out itself.
 *
 * <p>Only a plan that names the role in a column can have such rows: equal then means equal in
 * every other column. With any other plan equal rows have equal roles. More may come: a switch
 * needs a default branch.
 */
public enum DuplicateRows {
  /** The split is refused. */
  REFUSE,
  /** The row outside of the holdout gets no role; the holdout stays whole. */
  DROP,
  /** The row keeps its role, and a model may have seen what it is judged on. */
  KEEP
}
