package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.data.DatasetStore;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.StoredVersion;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.function.Consumer;

/**
 * The rows of one role, the sealed holdout included. For the evaluation before a promotion;
 * everyone else reads a {@link io.lifecycle4j.data.Split}, which guards the seal.
 */
public final class SplitRows {
  private SplitRows() {}

  /**
   * Returns the rows of a role, in the order of the version.
   *
   * @param store keeps the version
   * @param version the version
   * @param plan which row is for what
   * @param role the role
   * @return the rows
   * @throws io.lifecycle4j.error.InvalidValueException if the plan names a column that is not there
   *     or no text
   */
  public static Rows of(DatasetStore store, StoredVersion version, SplitPlan plan, SplitRole role) {
    Rows all = store.rows(version);
    Roles.of(plan, all.schema());
    return new RowsOfRole(all, plan, required(role, "split role"));
  }

  private record RowsOfRole(Rows all, SplitPlan plan, SplitRole role) implements Rows {
    @Override
    public Schema schema() {
      return all.schema();
    }

    @Override
    public void forEach(Consumer<? super Row> action) {
      Roles roles = Roles.of(plan, all.schema());
      all.forEach(
          row -> {
            if (roles.of(row) == role) {
              action.accept(row);
            }
          });
    }
  }
}
