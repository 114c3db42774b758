package io.lifecycle4j.core.data.split;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.function.Consumer;

/** The rows held out, each found anew at every reading. */
public final class HeldOut implements Rows {
  private final Rows all;
  private final SplitPlan plan;

  private HeldOut(Rows all, SplitPlan plan) {
    this.all = all;
    this.plan = plan;
  }

  /**
   * Returns those that a plan holds out.
   *
   * @param all the rows
   * @param plan which row is for what
   * @return the rows held out, in their order
   * @throws io.lifecycle4j.error.InvalidValueException if the plan names a column that is not there
   *     or does not fit
   */
  public static Rows of(Rows all, SplitPlan plan) {
    SplitPlan decided = Cuts.decide(plan, all);
    Roles.of(decided, all.schema());
    return new HeldOut(all, decided);
  }

  @Override
  public Schema schema() {
    return all.schema();
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    Roles roles = Roles.of(plan, all.schema());
    all.forEach(
        row -> {
          if (roles.of(row) == SplitRole.HOLDOUT) {
            action.accept(row);
          }
        });
  }
}
