package io.lifecycle4j.data;

/**
 * A dataset version whose rows have roles: training, validation, holdout.
 *
 * <p>Immutable and thread-safe.
 */
public interface Split {
  /**
   * Returns the version.
   *
   * @return the version
   */
  DatasetVersion version();

  /**
   * Returns the plan, with the cuts that were found for its shares. It produces the same split
   * again, and rows of this version keep their roles when a later version is split by it.
   *
   * @return the plan
   */
  SplitPlan plan();

  /**
   * Counts the rows of a role, also of the holdout.
   *
   * @param role the role
   * @return the number of rows
   */
  long count(SplitRole role);

  /**
   * Returns the rows of a role.
   *
   * @param role the role, not the holdout
   * @return the rows
   * @throws io.lifecycle4j.error.SealedDataException if the role is the holdout
   */
  Rows rows(SplitRole role);

  /**
   * Reads all rows once and reports how they are divided. The report contains nothing about a
   * single row.
   *
   * @return counts, classes, times, and what is in more than one role
   */
  SplitReport report();
}
