package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.split.Assignment;
import io.lifecycle4j.core.data.split.Cuts;
import io.lifecycle4j.core.data.split.SplitAudit;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitPlan.DuplicateRows;
import io.lifecycle4j.data.SplitReport;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.SealedDataException;

/** A divided version: the role of each row is decided once, and kept in one byte. */
final class DefaultSplit implements Split {
  private static final int MAX_ROWS = Integer.MAX_VALUE - 8;

  private final DefaultDatasetVersion version;
  private final SplitPlan plan;
  private final Rows all;
  private final Assignment roles;

  private DefaultSplit(DefaultDatasetVersion version, SplitPlan plan, Rows all, Assignment roles) {
    this.version = version;
    this.plan = plan;
    this.all = all;
    this.roles = roles;
  }

  static Split of(DefaultDatasetVersion version, SplitPlan asked) {
    SplitPlan plan = keepingRoles(version, asked);
    Rows all = version.store().rows(version.stored());
    long rows = version.summary().rows();
    check(rows <= MAX_ROWS, "Invalid split: more than %s rows (must be split in parts)", MAX_ROWS);
    RowMeter meter =
        new RowMeter(version.listener(), Phase.SPLITTING, Cuts.mustRead(plan) ? 2 * rows : rows);
    SplitPlan decided = Cuts.decide(plan, meter.over(all));
    Assignment roles = Assignment.of(meter.over(all), decided, rows);
    meter.end();
    check(
        roles.duplicates() == 0
            || SplitPlan.Refined.of(decided).duplicates() != DuplicateRows.REFUSE,
        "Invalid split of %s: %s rows equal a row of another role but for the"
            + " column that tells them apart (add duplicates(DROP) to the plan to leave them out)",
        version,
        roles.duplicates());
    check(
        roles.count(SplitRole.TRAIN) > 0,
        "Invalid split of %s: none of %s rows is for training by %s",
        version,
        roles.rows(),
        plan);
    return new DefaultSplit(version, decided, all, roles);
  }

  /**
   * Restricts the plan for prepared rows. Their steps were fitted on rows of one role, so that
   * another plan would hold out rows that were seen in training. Steps may also make rows of
   * several roles equal, which were no duplicates before.
   */
  private static SplitPlan keepingRoles(DefaultDatasetVersion version, SplitPlan plan) {
    boolean byRole =
        SplitPlan.Refined.of(plan).base() instanceof SplitPlan.ByRole by
            && by.column().equals(Assignment.ROLE);
    boolean prepared = version.manifest().format().id().equals(PreparedSource.FORMAT);
    check(
        byRole || !prepared,
        "Invalid split of %s: %s (prepared rows keep their roles: byRole(\"%s\"))",
        version,
        plan,
        Assignment.ROLE);
    return prepared && plan instanceof SplitPlan.ByRole
        ? plan.duplicates(DuplicateRows.KEEP)
        : plan;
  }

  /** Returns the holdout, despite the seal. */
  Rows heldOut() {
    return roles.select(all, SplitRole.HOLDOUT);
  }

  /** Returns all rows that have a role, with their roles, despite the seal. */
  Rows withRoles() {
    return roles.withRoles(all);
  }

  @Override
  public DatasetVersion version() {
    return version;
  }

  @Override
  public SplitPlan plan() {
    return plan;
  }

  @Override
  public long count(SplitRole role) {
    return roles.count(required(role, "split role"));
  }

  @Override
  public Rows rows(SplitRole role) {
    if (required(role, "split role") == SplitRole.HOLDOUT) {
      throw new SealedDataException(
          "Cannot read the holdout of "
              + version
              + ": it is sealed (only the evaluation before a promotion reads it)");
    }
    return roles.select(all, role);
  }

  @Override
  public SplitReport report() {
    RowMeter meter = new RowMeter(version.listener(), Phase.READING, roles.rows());
    SplitReport report = SplitAudit.of(version.toString(), plan, meter.over(all), roles);
    meter.end();
    return report;
  }

  @Override
  public String toString() {
    return version + " " + plan;
  }
}
