package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.split.Assignment;
import io.lifecycle4j.core.data.split.RoleRows;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Row;
import java.util.function.Consumer;

/**
 * The rows behind the seal; not for users of this library.
 *
 * <p>It is public only because the two that need it are in other packages: the evaluation before a
 * promotion, and the materialisation, which passes the rows on to a store. A test of the build
 * proves that nothing else here calls it. Everyone else reads a {@link Split}: whoever trains on
 * what is read here, or picks models by it, judges them by what they have seen.
 */
public final class SplitRows {

  private SplitRows() {}

  /**
   * Returns the rows held out, in the order of the version. For the evaluation alone.
   *
   * @param store keeps the version
   * @param version the version
   * @param plan which row is for what
   * @return the rows
   * @throws io.lifecycle4j.error.InvalidValueException if the plan names a column that is not there
   *     or does not fit
   */
  public static Rows holdout(DatasetStore store, StoredVersion version, SplitPlan plan) {
    return Assignment.heldOut(store.rows(version), plan);
  }

  /**
   * Checks the labels of the rows held out. For the training alone, which could not be judged on a
   * row of another label; it learns nothing but that.
   *
   * @param split the split
   * @param check throws for a row that could not be judged
   */
  public static void checkHoldout(Split split, Consumer<? super Row> check) {
    if (split instanceof DefaultSplit divided && split.count(SplitRole.HOLDOUT) > 0) {
      divided.heldOut().forEach(check);
    }
  }

  /**
   * Returns all rows that have a role, those held out too, in the order of the version. For the
   * materialisation alone.
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
