package io.lifecycle4j.core.data.split;

import io.lifecycle4j.data.DuplicateRows;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The role of every row of a version, in one byte each, from one reading.
 *
 * <p>While it is made, a plan that can give equal rows different roles takes eight bytes more for
 * each row. Immutable when it is made.
 */
public final class Assignment {
  private static final List<SplitRole> ROLES = List.of(SplitRole.values());

  /**
   * In this order equal rows keep their role: a row that judges is worth more than one to learn.
   */
  private static final List<SplitRole> KEEPING =
      List.of(SplitRole.HOLDOUT, SplitRole.GOLDEN, SplitRole.VALIDATION, SplitRole.TRAIN);

  private byte[] roles; // the place of the role and 1, or 0 for none
  private int rows;
  private final long[] counts = new long[ROLES.size()];
  private long duplicates;

  private Assignment(long expected) {
    this.roles = new byte[(int) Math.max(16, Math.min(expected, 1 << 28))];
  }

  /**
   * Gives each row its role.
   *
   * @param rows the rows
   * @param plan the plan; its cuts are found
   * @param expected how many rows there may be
   * @return the roles
   */
  public static Assignment of(Rows rows, SplitPlan plan, long expected) {
    Assignment assignment = new Assignment(expected);
    Roles by = Roles.of(plan, rows.schema());
    SplitPlan.Refined refined = SplitPlan.Refined.of(plan);
    boolean mayStraddle =
        named(refined.base()) != null && refined.duplicates() != DuplicateRows.KEEP;
    LongList hashes = new LongList();
    rows.forEach(
        row -> {
          long hash = by.hash(row);
          assignment.add(by.of(row, hash));
          if (mayStraddle) {
            hashes.add(hash);
          }
        });
    if (mayStraddle) {
      assignment.dropDuplicates(hashes);
    }
    return assignment;
  }

  /**
   * Returns the column that names the roles of rows, if a plan has one: rows that are equal but for
   * it may have different roles.
   */
  static @Nullable String named(SplitPlan base) {
    if (base instanceof SplitPlan.ByRole by) {
      return by.column();
    }
    return base instanceof SplitPlan.ByColumn by ? by.column() : null;
  }

  private void add(@Nullable SplitRole role) {
    if (rows == roles.length) {
      roles = Arrays.copyOf(roles, LongList.grown(rows));
    }
    if (role != null) {
      int place = ROLES.indexOf(role);
      roles[rows] = (byte) (place + 1);
      counts[place]++;
    }
    rows++;
  }

  /** Takes the role from every row that equals one of a role before its own. */
  private void dropDuplicates(LongList hashes) {
    List<long[]> before = new ArrayList<>();
    for (SplitRole role : KEEPING) {
      LongList kept = new LongList();
      for (int i = 0; i < rows; i++) {
        long hash = hashes.get(i);
        if (of(i) == role && before.stream().anyMatch(sorted -> contains(sorted, hash))) {
          roles[i] = 0;
          counts[ROLES.indexOf(role)]--;
          duplicates++;
        } else if (of(i) == role && role != SplitRole.TRAIN) {
          kept.add(hash);
        }
      }
      before.add(kept.sorted());
    }
  }

  private static boolean contains(long[] sorted, long hash) {
    return Arrays.binarySearch(sorted, hash) >= 0;
  }

  /** Returns the role of a row, or null when it has none. */
  @Nullable SplitRole of(int row) {
    return roles[row] == 0 ? null : ROLES.get(roles[row] - 1);
  }

  /**
   * Returns how many rows have a role.
   *
   * @param role the role
   * @return their number
   */
  public long count(SplitRole role) {
    return counts[ROLES.indexOf(role)];
  }

  /**
   * Returns how many rows were read.
   *
   * @return their number, those without a role too
   */
  public int rows() {
    return rows;
  }

  /**
   * Returns how many rows lost their role because they equal one of another role.
   *
   * @return their number
   */
  public long duplicates() {
    return duplicates;
  }

  /**
   * Returns the rows of a role, in the order of the version.
   *
   * @param all the rows that were given roles
   * @param role the role
   * @return the rows
   */
  public Rows select(Rows all, SplitRole role) {
    return new FilteredRows(
        all,
        () -> {
          int[] next = {0};
          return row -> of(next[0]++) == role;
        });
  }

  /**
   * Returns the rows that a plan holds out, each found anew at every reading.
   *
   * @param all the rows
   * @param plan which row is for what
   * @return the rows held out, in their order
   * @throws io.lifecycle4j.error.InvalidValueException if the plan names a column that is not there
   *     or does not fit
   */
  public static Rows heldOut(Rows all, SplitPlan plan) {
    SplitPlan decided = Cuts.decide(plan, all);
    Roles.of(decided, all.schema()); // refuses what does not fit now
    return new FilteredRows(
        all,
        () -> {
          Roles roles = Roles.of(decided, all.schema());
          return row -> roles.of(row) == SplitRole.HOLDOUT;
        });
  }
}
