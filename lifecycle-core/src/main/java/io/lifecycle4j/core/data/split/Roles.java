package io.lifecycle4j.core.data.split;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.data.DuplicateRows;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says which role a row has by a plan. Not thread-safe; frozen by test vectors. */
interface Roles {
  /** Returns the hash that {@link #of(Row, long)} needs, 0 when it needs none. */
  long hash(Row row);

  /** Returns the role of a row, or null when the plan has no use for it. */
  @Nullable SplitRole of(Row row, long hash);

  /** Returns the role of a row, or null when the plan has no use for it. */
  default @Nullable SplitRole of(Row row) {
    return of(row, hash(row));
  }

  /**
   * Compiles a plan for rows.
   *
   * @param plan the plan; its cuts are found
   * @throws InvalidValueException if the plan names a column that is not there or does not fit
   */
  static Roles of(SplitPlan plan, Schema schema) {
    SplitPlan.Refined refined = SplitPlan.Refined.of(plan);
    SplitPlan base = refined.base();
    double golden = refined.golden();
    if (base instanceof SplitPlan.ByHash by) {
      Shares shares = new Shares(by.train(), by.validation(), by.holdout());
      return golden(new ByHash(shares, by.seed(), new RowHash(schema, -1)), golden, by.seed());
    }
    if (base instanceof SplitPlan.ByKey by) {
      Shares shares = new Shares(by.train(), by.validation(), by.holdout());
      return golden(
          new ByHash(shares, by.seed(), RowHash.of(schema, by.columns())), golden, by.seed());
    }
    if (base instanceof SplitPlan.Stratified by) {
      return golden(Stratified.of(by, schema), golden, by.seed());
    }
    if (base instanceof SplitPlan.ByColumn by) {
      return golden(ByColumn.of(by, schema), golden, by.seed());
    }
    if (base instanceof SplitPlan.ByRole by) {
      boolean hashed = golden > 0 || refined.duplicates() != DuplicateRows.KEEP;
      return golden(ByRole.of(by, schema, hashed), golden, 0);
    }
    if (base instanceof SplitPlan.ByTime by) {
      return golden(ByTime.of(by, schema, golden > 0), golden, 0);
    }
    throw new InvalidValueException("Invalid split: " + plan + " (not known to this version)");
  }

  private static Roles golden(Roles base, double share, long seed) {
    return share == 0 ? base : new Golden(base, share, seed);
  }

  /**
   * Finds a column of a plan.
   *
   * @throws InvalidValueException if it is not there
   */
  static int column(Schema schema, String name) {
    int column = schema.find(name).orElse(-1);
    check(column >= 0, "Invalid split: no column %s (there are %s)", name, schema.names());
    return column;
  }

  /**
   * Finds a column of texts.
   *
   * @throws InvalidValueException if it is not there, or no text
   */
  private static int text(Schema schema, String name) {
    int column = column(schema, name);
    Column found = schema.columns().get(column);
    check(
        found.type().isText(),
        "Invalid split: column %s is %s (must be STRING)",
        found.name(),
        found.type());
    return column;
  }

  /**
   * Turns a hash into a share: the seed chooses one of 2<sup>64</sup> ways, the stream one of
   * several that do not depend on each other.
   *
   * @return the upper 53 bits as a fraction, at least 0 and below 1
   */
  static double share(long hash, long seed, int stream) {
    long mixed = SplitMix64.mix(hash ^ SplitMix64.number(seed, stream));
    return (mixed >>> 11) * 0x1p-53;
  }

  /** The shares of a plan. One of nothing gets no row, whatever the sum of the others rounds to. */
  record Shares(double train, double validation, double holdout) {
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

  record ByHash(Shares shares, long seed, RowHash hash) implements Roles {
    @Override
    public long hash(Row row) {
      return hash.of(row);
    }

    @Override
    public SplitRole of(Row row, long cells) {
      return shares.of(share(cells, seed, 1));
    }
  }

  /** Roles by cuts of each class; a class without cuts is cut at the shares. */
  record Stratified(
      ClassCell label, Map<String, SplitPlan.ClassCut> cuts, Shares shares, long seed, RowHash hash)
      implements Roles {
    static Stratified of(SplitPlan.Stratified plan, Schema schema) {
      Map<String, SplitPlan.ClassCut> cuts = new HashMap<>();
      plan.cuts().forEach(cut -> cuts.put(cut.name(), cut));
      return new Stratified(
          new ClassCell(schema, plan.label()),
          cuts,
          new Shares(plan.train(), plan.validation(), plan.holdout()),
          plan.seed(),
          new RowHash(schema, -1));
    }

    @Override
    public long hash(Row row) {
      return hash.of(row);
    }

    @Override
    public SplitRole of(Row row, long cells) {
      double share = share(cells, seed, 1);
      SplitPlan.ClassCut cut = cuts.get(label.of(row));
      if (cut == null) {
        return shares.of(share);
      }
      if (share < cut.train()) {
        return SplitRole.TRAIN;
      }
      return share < cut.holdout() ? SplitRole.VALIDATION : SplitRole.HOLDOUT;
    }
  }

  record ByColumn(SplitPlan.ByColumn plan, int column, RowHash hash) implements Roles {
    static ByColumn of(SplitPlan.ByColumn plan, Schema schema) {
      int column = text(schema, plan.column());
      return new ByColumn(plan, column, new RowHash(schema, column));
    }

    @Override
    public long hash(Row row) {
      return hash.of(row);
    }

    @Override
    public @Nullable SplitRole of(Row row, long cells) {
      String value = row.text(column);
      if (value.equals(plan.holdout())) {
        return SplitRole.HOLDOUT;
      }
      if (!value.equals(plan.train()) || share(cells, plan.seed(), 2) >= plan.share()) {
        return null;
      }
      return share(cells, plan.seed(), 3) < plan.validation()
          ? SplitRole.VALIDATION
          : SplitRole.TRAIN;
    }
  }

  /** Roles by their names in a column. */
  record ByRole(int column, @Nullable RowHash hash) implements Roles {
    private static final Map<String, SplitRole> NAMES =
        Arrays.stream(SplitRole.values()).collect(Collectors.toMap(SplitRole::name, role -> role));

    static ByRole of(SplitPlan.ByRole plan, Schema schema, boolean hashed) {
      int column = text(schema, plan.column());
      return new ByRole(column, hashed ? new RowHash(schema, column) : null);
    }

    @Override
    public long hash(Row row) {
      return hash == null ? 0 : hash.of(row);
    }

    @Override
    public @Nullable SplitRole of(Row row, long cells) {
      return NAMES.get(row.text(column));
    }
  }

  /** Roles by time: each begins at its cut. */
  record ByTime(TimeCell time, double validationFrom, double holdoutFrom, @Nullable RowHash hash)
      implements Roles {
    static ByTime of(SplitPlan.ByTime plan, Schema schema, boolean hashed) {
      TimeCell time = new TimeCell(schema, plan.column());
      double holdout = cut(time, plan.holdoutFrom(), Double.POSITIVE_INFINITY);
      double validation = cut(time, plan.validationFrom(), holdout);
      check(
          validation < holdout || plan.validationFrom().isEmpty(),
          "Invalid split: validation from %s, holdout from %s (must be later)",
          plan.validationFrom().orElse(""),
          plan.holdoutFrom().orElse(""));
      return new ByTime(time, validation, holdout, hashed ? new RowHash(schema, -1) : null);
    }

    private static double cut(TimeCell time, Optional<String> cut, double none) {
      return cut.isEmpty() ? none : time.cut(cut.get());
    }

    @Override
    public long hash(Row row) {
      return hash == null ? 0 : hash.of(row);
    }

    @Override
    public @Nullable SplitRole of(Row row, long cells) {
      double moment = time.of(row);
      if (!Double.isFinite(moment)) {
        return null;
      }
      if (moment < validationFrom) {
        return SplitRole.TRAIN;
      }
      return moment < holdoutFrom ? SplitRole.VALIDATION : SplitRole.HOLDOUT;
    }
  }

  /** Turns a share of the training rows of another plan golden. */
  record Golden(Roles base, double golden, long seed) implements Roles {
    @Override
    public long hash(Row row) {
      return base.hash(row);
    }

    @Override
    public @Nullable SplitRole of(Row row, long cells) {
      SplitRole role = base.of(row, cells);
      return role == SplitRole.TRAIN && share(cells, seed, 4) < golden ? SplitRole.GOLDEN : role;
    }
  }
}
