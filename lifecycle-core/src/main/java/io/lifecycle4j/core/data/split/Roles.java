package io.lifecycle4j.core.data.split;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitPlan.DuplicateRows;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says which role a row has by a plan. Not thread-safe; frozen by test vectors.
 *
 * @param hashing the hash that the rule needs; null when it needs none
 * @param rule decides
 */
record Roles(@Nullable RowHash hashing, Rule rule) {
  private static final Map<String, SplitRole> NAMES =
      Arrays.stream(SplitRole.values()).collect(Collectors.toMap(SplitRole::name, role -> role));

  /** Decides by a row and a hash of its cells; null when the plan has no use for the row. */
  interface Rule {
    @Nullable SplitRole of(Row row, long hash);
  }

  /**
   * Compiles a plan, whose cuts are decided, for rows.
   *
   * @throws InvalidValueException if the plan names a missing or unsuitable column
   */
  static Roles of(SplitPlan plan, Schema schema) {
    SplitPlan.Refined refined = SplitPlan.Refined.of(plan);
    SplitPlan base = refined.base();
    double golden = refined.golden();
    if (base instanceof SplitPlan.ByHash by) {
      Shares shares = new Shares(by.train(), by.validation(), by.holdout());
      return new Roles(new RowHash(schema, -1), shares.rule(by.seed())).golden(golden, by.seed());
    }
    if (base instanceof SplitPlan.ByKey by) {
      Shares shares = new Shares(by.train(), by.validation(), by.holdout());
      return new Roles(RowHash.of(schema, by.columns()), shares.rule(by.seed()))
          .golden(golden, by.seed());
    }
    if (base instanceof SplitPlan.Stratified by) {
      return new Roles(new RowHash(schema, -1), stratified(by, schema)).golden(golden, by.seed());
    }
    if (base instanceof SplitPlan.ByColumn by) {
      int column = text(schema, by.column());
      return new Roles(new RowHash(schema, column), byColumn(by, column)).golden(golden, by.seed());
    }
    if (base instanceof SplitPlan.ByRole by) {
      int column = text(schema, by.column());
      boolean hashed = golden > 0 || refined.duplicates() != DuplicateRows.KEEP;
      return new Roles(
              hashed ? new RowHash(schema, column) : null,
              (row, hash) -> NAMES.get(row.text(column)))
          .golden(golden, 0);
    }
    if (base instanceof SplitPlan.ByTime by) {
      return new Roles(golden > 0 ? new RowHash(schema, -1) : null, byTime(by, schema))
          .golden(golden, 0);
    }
    throw new InvalidValueException("Invalid split: " + plan + " (not known to this version)");
  }

  /** Turns a share of the training rows golden. */
  private Roles golden(double share, long seed) {
    return share == 0
        ? this
        : new Roles(
            hashing,
            (row, hash) -> {
              SplitRole role = rule.of(row, hash);
              return role == SplitRole.TRAIN && share(hash, seed, 4) < share
                  ? SplitRole.GOLDEN
                  : role;
            });
  }

  /** Returns the hash that {@link #of(Row, long)} needs, 0 if it needs none. */
  long hash(Row row) {
    return hashing == null ? 0 : hashing.of(row);
  }

  /** Returns the role of a row, or null when the plan has no use for it. */
  @Nullable SplitRole of(Row row, long hash) {
    return rule.of(row, hash);
  }

  /** Returns the role of a row, or null when the plan has no use for it. */
  @Nullable SplitRole of(Row row) {
    return rule.of(row, hash(row));
  }

  static int column(Schema schema, String name) {
    int column = schema.find(name).orElse(-1);
    check(column >= 0, "Invalid split: no column %s (there are %s)", name, schema.names());
    return column;
  }

  private static int text(Schema schema, String name) {
    return schema.indexOf(column(schema, name, DataType::isText, "STRING").name());
  }

  /** Returns a column whose type fits. */
  static Column column(Schema schema, String name, Predicate<DataType> fits, String needed) {
    Column found = schema.column(column(schema, name));
    check(
        fits.test(found.type()),
        "Invalid split: column %s is %s (must be %s)",
        name,
        found.type(),
        needed);
    return found;
  }

  /**
   * Maps a hash to a share, the upper 53 bits as a fraction from 0 to below 1. Each seed is another
   * mapping, and so is each stream; they are independent.
   */
  static double share(long hash, long seed, int stream) {
    return SplitMix64.fraction(SplitMix64.mix(hash ^ SplitMix64.number(seed, stream)));
  }

  /** The shares of a plan. A share of 0 has no rows, however the sum of the others is rounded. */
  private record Shares(double train, double validation, double holdout) {
    Rule rule(long seed) {
      return (row, hash) -> of(share(hash, seed, 1));
    }

    SplitRole of(double share) {
      if (share < train) {
        return SplitRole.TRAIN;
      }
      if (holdout > 0) {
        return share < train + validation ? SplitRole.VALIDATION : SplitRole.HOLDOUT;
      }
      return validation > 0 ? SplitRole.VALIDATION : SplitRole.TRAIN;
    }
  }

  /** Decides by the cuts of each class; a class without cuts is cut at the shares. */
  private static Rule stratified(SplitPlan.Stratified plan, Schema schema) {
    ClassCell label = new ClassCell(schema, plan.label());
    Shares shares = new Shares(plan.train(), plan.validation(), plan.holdout());
    Map<String, SplitPlan.ClassCut> cuts = new HashMap<>();
    plan.cuts().forEach(cut -> cuts.put(cut.name(), cut));
    return (row, hash) -> {
      double share = share(hash, plan.seed(), 1);
      SplitPlan.ClassCut cut = cuts.get(label.of(row));
      if (cut == null) {
        return shares.of(share);
      }
      if (share < cut.train()) {
        return SplitRole.TRAIN;
      }
      return share < cut.holdout() ? SplitRole.VALIDATION : SplitRole.HOLDOUT;
    };
  }

  private static Rule byColumn(SplitPlan.ByColumn plan, int column) {
    return (row, hash) -> {
      String value = row.text(column);
      if (value.equals(plan.holdout())) {
        return SplitRole.HOLDOUT;
      }
      if (!value.equals(plan.train()) || share(hash, plan.seed(), 2) >= plan.share()) {
        return null;
      }
      return share(hash, plan.seed(), 3) < plan.validation()
          ? SplitRole.VALIDATION
          : SplitRole.TRAIN;
    };
  }

  /** Decides by time: each role begins at its cut. */
  private static Rule byTime(SplitPlan.ByTime plan, Schema schema) {
    TimeCell time = new TimeCell(schema, plan.column());
    double holdout = plan.holdoutFrom().map(time::cut).orElse(Double.POSITIVE_INFINITY);
    double validation = plan.validationFrom().map(time::cut).orElse(holdout);
    check(
        validation < holdout || plan.validationFrom().isEmpty(),
        "Invalid split: validation from %s, holdout from %s (must be later)",
        plan.validationFrom().orElse(""),
        plan.holdoutFrom().orElse(""));
    return (row, hash) -> {
      double moment = time.of(row);
      if (!Double.isFinite(moment)) {
        return null;
      }
      if (moment < validation) {
        return SplitRole.TRAIN;
      }
      return moment < holdout ? SplitRole.VALIDATION : SplitRole.HOLDOUT;
    };
  }
}
