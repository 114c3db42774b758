package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.SealedDataException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** A divided version whose rows were counted once. */
final class DefaultSplit implements Split {
  private final DefaultDatasetVersion version;
  private final SplitPlan plan;
  private final Map<SplitRole, Long> counts;

  private DefaultSplit(DefaultDatasetVersion version, SplitPlan plan, Map<SplitRole, Long> counts) {
    this.version = version;
    this.plan = plan;
    this.counts = Collections.unmodifiableMap(counts);
  }

  static Split of(DefaultDatasetVersion version, SplitPlan plan) {
    Rows rows = version.store().rows(version.stored());
    Roles roles = Roles.of(plan, rows.schema());
    Map<SplitRole, Long> counts = new EnumMap<>(SplitRole.class);
    rows.forEach(
        row -> {
          SplitRole role = roles.of(row);
          if (role != null) {
            counts.merge(role, 1L, Long::sum);
          }
        });
    check(
        counts.containsKey(SplitRole.TRAIN),
        "Invalid split of %s: none of %s rows is for training by %s",
        version,
        version.manifest().profile().rows(),
        plan);
    return new DefaultSplit(version, plan, counts);
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
    return counts.getOrDefault(required(role, "split role"), 0L);
  }

  @Override
  public Rows rows(SplitRole role) {
    if (required(role, "split role") == SplitRole.HOLDOUT) {
      throw new SealedDataException(
          "Cannot read the holdout of "
              + version
              + ": it is sealed (only the evaluation before a promotion reads it)");
    }
    return SplitRows.of(version.store(), version.stored(), plan, role);
  }

  @Override
  public String toString() {
    return version + " " + plan;
  }
}
