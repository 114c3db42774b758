package io.lifecycle4j.core.data.split;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitPlan.DuplicateRows;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The role of every row of a version, one byte each, from one pass over the rows.
 *
 * <p>During construction, a plan that may assign different roles to equal rows takes eight more
 * bytes for each row. Immutable afterwards.
 */
public final class Assignment {
  /** The name of the column for the role. */
  public static final String ROLE = "split.role";

  private static final List<SplitRole> ROLES = List.of(SplitRole.values());

  /**
   * The role that equal rows keep is the first of these: a row for evaluation is worth more than
   * one for training.
   */
  private static final List<SplitRole> KEEPING =
      List.of(SplitRole.HOLDOUT, SplitRole.GOLDEN, SplitRole.VALIDATION, SplitRole.TRAIN);

  private byte[] roles; // the ordinal of the role plus 1, or 0 for none
  private int rows;
  private final long[] counts = new long[ROLES.size()];
  private long duplicates;

  private Assignment(long expected) {
    this.roles = new byte[(int) Math.max(16, Math.min(expected, 1 << 28))];
  }

  /**
   * Assigns a role to each row.
   *
   * @param plan with its cuts decided
   * @param expected the expected number of rows, to size the array
   */
  public static Assignment of(Rows rows, SplitPlan plan, long expected) {
    Assignment assignment = new Assignment(expected);
    Roles by = Roles.of(plan, rows.schema());
    SplitPlan.Refined refined = SplitPlan.Refined.of(plan);
    boolean mayStraddle =
        named(refined.base()) != null && refined.duplicates() != DuplicateRows.KEEP;
    LongStream.Builder hashes = LongStream.builder();
    rows.forEach(
        row -> {
          long hash = by.hash(row);
          assignment.add(by.of(row, hash));
          if (mayStraddle) {
            hashes.add(hash);
          }
        });
    if (mayStraddle) {
      assignment.dropDuplicates(hashes.build().toArray());
    }
    return assignment;
  }

  /**
   * Returns the column that determines the roles, if the plan has one. Rows that differ only in
   * this column may have different roles.
   */
  static @Nullable String named(SplitPlan base) {
    if (base instanceof SplitPlan.ByRole by) {
      return by.column();
    }
    return base instanceof SplitPlan.ByColumn by ? by.column() : null;
  }

  private void add(@Nullable SplitRole role) {
    if (rows == roles.length) {
      roles = Arrays.copyOf(roles, (int) Math.min(Integer.MAX_VALUE - 8L, 1L * rows + (rows >> 1)));
    }
    if (role != null) {
      int place = ROLES.indexOf(role);
      roles[rows] = (byte) (place + 1);
      counts[place]++;
    }
    rows++;
  }

  /** Removes the role of every row that equals a row of an earlier role in {@link #KEEPING}. */
  private void dropDuplicates(long[] hashes) {
    List<long[]> before = new ArrayList<>();
    for (SplitRole role : KEEPING) {
      LongStream.Builder kept = LongStream.builder();
      for (int i = 0; i < rows; i++) {
        long hash = hashes[i];
        if (of(i) == role
            && before.stream().anyMatch(sorted -> Arrays.binarySearch(sorted, hash) >= 0)) {
          roles[i] = 0;
          counts[ROLES.indexOf(role)]--;
          duplicates++;
        } else if (of(i) == role && role != SplitRole.TRAIN) {
          kept.add(hash);
        }
      }
      before.add(Cuts.sorted(kept));
    }
  }

  /** Returns the role of a row, or null if it has none. */
  @Nullable SplitRole of(int row) {
    return roles[row] == 0 ? null : ROLES.get(roles[row] - 1);
  }

  /** Returns how many rows have a role. */
  public long count(SplitRole role) {
    return counts[ROLES.indexOf(role)];
  }

  /** Returns how many rows were read, with or without a role. */
  public int rows() {
    return rows;
  }

  /** Returns how many rows lost their role because they equal one of another role. */
  public long duplicates() {
    return duplicates;
  }

  /**
   * Returns the rows of a role, in the order of the version.
   *
   * @param all the rows that the roles were assigned to
   */
  public Rows select(Rows all, SplitRole role) {
    return new Filtered(
        all,
        () -> {
          int[] next = {0};
          return row -> of(next[0]++) == role;
        });
  }

  /**
   * Returns all rows that have a role, in the order of the version, with the column {@link #ROLE}.
   *
   * @param all the rows that the roles were assigned to
   * @throws io.lifecycle4j.error.InvalidValueException if another column has that name
   */
  public Rows withRoles(Rows all) {
    return new RoleRows(all, this);
  }

  /**
   * Returns the rows that a plan holds out, each found again at every reading.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the plan names a column that is not there
   *     or does not fit
   */
  public static Rows heldOut(Rows all, SplitPlan plan) {
    return with(all, plan, role -> role == SplitRole.HOLDOUT);
  }

  /**
   * Returns the rows that a training by a plan learns from, also by choosing with them, and equal
   * ones that it leaves out. Each is found again at every reading.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the plan names a column that is not there
   *     or does not fit
   */
  public static Rows learned(Rows all, SplitPlan plan) {
    return with(all, plan, role -> role == SplitRole.TRAIN || role == SplitRole.VALIDATION);
  }

  private static Rows with(Rows all, SplitPlan plan, Predicate<@Nullable SplitRole> wanted) {
    SplitPlan decided = Cuts.decide(plan, all);
    Roles.of(decided, all.schema()); // refuses what does not fit now
    return new Filtered(
        all,
        () -> {
          Roles roles = Roles.of(decided, all.schema());
          return row -> wanted.test(roles.of(row));
        });
  }

  /**
   * Some of other rows.
   *
   * @param all the rows
   * @param filter makes for each reading what sees every row once, in order, and says which are
   *     wanted
   */
  private record Filtered(Rows all, Supplier<Predicate<Row>> filter) implements Rows {
    @Override
    public Schema schema() {
      return all.schema();
    }

    @Override
    public void forEach(Consumer<? super Row> action) {
      Predicate<Row> wanted = filter.get();
      all.forEach(
          row -> {
            if (wanted.test(row)) {
              action.accept(row);
            }
          });
    }

    @Override
    public String toString() {
      return "Rows[" + schema().names() + "]";
    }
  }
}
