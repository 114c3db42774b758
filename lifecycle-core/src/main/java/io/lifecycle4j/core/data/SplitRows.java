package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.split.HeldOut;
import io.lifecycle4j.core.data.split.RoleRows;
import io.lifecycle4j.data.DatasetStore;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.StoredVersion;
import io.lifecycle4j.error.InvalidValueException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rows behind the seal; not for users of this library.
 *
 * <p>It is public only because the two that need it are in other packages: the evaluation before a
 * promotion, and the materialisation, which passes the rows on to a store. A test of the build
 * proves that nothing else here calls it. Everyone else reads a {@link Split}: whoever trains on
 * what is read here, or picks models by it, judges them by what they have seen.
 */
public final class SplitRows {
  /** How many unknown classes are named. */
  private static final int MAX_UNKNOWN = 5;

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
    return HeldOut.of(store.rows(version), plan);
  }

  /**
   * Compares the classes of the rows held out with those that a model will know. For the training
   * alone, which could not be judged on a row of another class; it learns nothing but their names.
   *
   * @param split the split
   * @param label the column that holds the name of the true class
   * @param known the classes that the model will know
   * @return the other classes of the rows held out, sorted; empty for a missing one; at most
   *     {@value #MAX_UNKNOWN}
   */
  public static Set<String> unknownClasses(Split split, String label, Collection<String> known) {
    Set<String> unknown = new TreeSet<>();
    if (split instanceof DefaultSplit divided && split.count(SplitRole.HOLDOUT) > 0) {
      Set<String> declared = new HashSet<>(known);
      Rows heldOut = divided.heldOut();
      int place = heldOut.schema().indexOf(label);
      heldOut.forEach(
          row -> {
            String found = row.text(place);
            if (!declared.contains(found) && unknown.size() < MAX_UNKNOWN) {
              unknown.add(found);
            }
          });
    }
    return unknown;
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
