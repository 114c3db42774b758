package io.lifecycle4j.core.data;

import io.lifecycle4j.core.data.split.HeldOut;
import io.lifecycle4j.data.DatasetStore;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.StoredVersion;

/**
 * The rows behind the seal. For the evaluation before a promotion alone; everyone else reads a
 * {@link io.lifecycle4j.data.Split}.
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
}
