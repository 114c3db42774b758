package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.core.data.split.HeldOut;
import io.lifecycle4j.core.data.split.RoleRows;
import io.lifecycle4j.data.DatasetStore;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.StoredVersion;
import io.lifecycle4j.error.InvalidValueException;

/**
 * The rows behind the seal. For the evaluation before a promotion, and for the materialisation,
 * which passes them on to a store; everyone else reads a {@link Split}.
 */
public final class SplitRows {
  private SplitRows() {}

  /**
   * Returns the rows held out, in the order of the version.
   *
   * @param store keeps the version
   * @param version the version
   * @param plan which row is for what
   * @return the rows
   * @throws io.lifecycle4j.error.InvalidValueException if the plan names a column that is not there
   *     or does not fit
   */
  public static Rows holdout(DatasetStore store, StoredVersion version, SplitPlan plan) {
    return HeldOut.of(store.rows(version), plan);
  }

  /**
   * Returns all rows that have a role, those held out too, in the order of the version.
   *
   * @param split the split
   * @return the rows, with the column {@link RoleRows#NAME} that names the role
   * @throws io.lifecycle4j.error.InvalidValueException if the split is not one of this library, or
   *     there is another column of that name
   */
  public static Rows withRoles(Split split) {
    if (required(split, "split") instanceof DefaultSplit divided) {
      return divided.withRoles();
    }
    throw new InvalidValueException(
        "Invalid split: " + split + " (must be one that a version of a data set gave)");
  }
}
