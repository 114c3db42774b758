package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import org.jspecify.annotations.Nullable;

/** Says which role a row has by a plan. Not thread-safe; frozen by test vectors. */
interface Roles {
  /** Returns the role of a row, or null when the plan has no use for it. */
  @Nullable SplitRole of(Row row);

  /**
   * Compiles a plan for rows.
   *
   * @throws InvalidValueException if the plan names a column that is not there or no text
   */
  static Roles of(SplitPlan plan, Schema schema) {
    if (plan instanceof SplitPlan.ByHash byHash) {
      return new ByHash(byHash, new RowHash(schema, -1));
    }
    if (plan instanceof SplitPlan.ByColumn byColumn) {
      int column = schema.find(byColumn.column()).orElse(-1);
      check(
          column >= 0,
          "Invalid split: no column %s (there are %s)",
          byColumn.column(),
          schema.names());
      Column found = schema.columns().get(column);
      check(
          found.type().isText(),
          "Invalid split: column %s is %s (must be STRING)",
          found.name(),
          found.type());
      return new ByColumn(byColumn, column, new RowHash(schema, column));
    }
    throw new InvalidValueException("Invalid split: " + plan + " (not known to this version)");
  }

  /**
   * Turns a hash into a share: the seed chooses one of 2<sup>64</sup> ways, the stream one of
   * several that do not depend on each other.
   *
   * @return the upper 53 bits as a fraction, at least 0 and below 1
   */
  static double share(long hash, long seed, int stream) {
    long mixed = mix(hash ^ mix(seed + stream * 0x9E3779B97F4A7C15L));
    return (mixed >>> 11) * 0x1p-53;
  }

  /** Mixes as SplitMix64: Steele, Lea and Flood, "Fast splittable generators", OOPSLA 2014. */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Roles by shares. A share of nothing gets no row, whatever the sum of the others rounds to. */
  record ByHash(SplitPlan.ByHash plan, RowHash hash) implements Roles {
    @Override
    public SplitRole of(Row row) {
      double share = share(hash.of(row), plan.seed(), 1);
      if (share < plan.train()) {
        return SplitRole.TRAIN;
      }
      if (plan.holdout() > 0) {
        boolean validation = share < plan.train() + plan.validation();
        return validation ? SplitRole.VALIDATION : SplitRole.HOLDOUT;
      }
      return plan.validation() > 0 ? SplitRole.VALIDATION : SplitRole.TRAIN;
    }
  }

  /** Roles by the text in a column. */
  record ByColumn(SplitPlan.ByColumn plan, int column, RowHash hash) implements Roles {
    @Override
    public @Nullable SplitRole of(Row row) {
      String value = row.text(column);
      if (value.equals(plan.holdout())) {
        return SplitRole.HOLDOUT;
      }
      if (!value.equals(plan.train())) {
        return null;
      }
      long cells = hash.of(row);
      if (share(cells, plan.seed(), 2) >= plan.share()) {
        return null;
      }
      return share(cells, plan.seed(), 3) < plan.validation()
          ? SplitRole.VALIDATION
          : SplitRole.TRAIN;
    }
  }
}
