package io.lifecycle4j.data;

/**
 * A version of a data set, divided by a plan.
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
   * Returns the plan, with the cuts that were found for its shares: it gives the same split again,
   * and rows of this version the same roles in a later one.
   *
   * @return the plan
   */
  SplitPlan plan();

  /**
   * Counts the rows of a role, the holdout too.
   *
   * @param role the role
   * @return the number of rows
   */
  long count(SplitRole role);

  /**
   * Reads the rows of a role.
   *
   * @param role the role, not the holdout
   * @return the rows
   * @throws io.lifecycle4j.error.SealedDataException if the role is the holdout
   */
  Rows rows(SplitRole role);

  /**
   * Reads all rows once and tells how they are divided. Nothing of a single row is told.
   *
   * @return counts, classes, times and what is in two roles
   */
  SplitReport report();
}
