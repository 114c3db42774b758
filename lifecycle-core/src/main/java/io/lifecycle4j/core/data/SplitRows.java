package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.split.Assignment;
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
 * <p>It is public only because its callers are in other packages, such as the evaluation before a
 * promotion, and the materialization, which passes the rows on to a store. A test of the build
 * proves that no other class calls it. All other code reads a {@link Split}: training on these
 * rows, or selecting models by them, would bias their evaluation.
 */
public final class SplitRows {

  private SplitRows() {}

  /**
   * Returns the holdout, in the order of the version. Only for the evaluation.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the plan names a missing or unsuitable
   *     column
   */
  public static Rows holdout(DatasetStore store, StoredVersion version, SplitPlan plan) {
    return Assignment.heldOut(store.rows(version), plan);
  }

  /**
   * Returns the rows that a training by a plan learns from, also by choosing with them, in the
   * order of the version. Only to find out which rows of a holdout they are.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the plan names a missing or unsuitable
   *     column
   */
  public static Rows learned(DatasetStore store, StoredVersion version, SplitPlan plan) {
    return Assignment.learned(store.rows(version), plan);
  }

  /**
   * Checks the labels of the holdout. Only for training, whose model could not be evaluated on a
   * row with another label; training learns nothing else from it.
   *
   * @param check throws for a row that could not be evaluated
   */
  public static void checkHoldout(Split split, Consumer<? super Row> check) {
    if (split instanceof DefaultSplit divided && split.count(SplitRole.HOLDOUT) > 0) {
      divided.heldOut().forEach(check);
    }
  }

  /**
   * Returns all rows that have a role, the holdout included, in the order of the version, with the
   * column {@link Assignment#ROLE} for the role. Only for the materialization.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the split is not one of this library, or
   *     another column has that name
   */
  public static Rows withRoles(Split split) {
    if (required(split, "split") instanceof DefaultSplit divided) {
      return divided.withRoles();
    }
    throw new InvalidValueException(
        "Invalid split: " + split + " (must be one that a version of a dataset gave)");
  }
}
