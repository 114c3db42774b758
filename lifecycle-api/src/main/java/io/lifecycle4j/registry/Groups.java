package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.counted;

import java.util.Map;
import java.util.TreeMap;

/**
 * The rows of a version by the values of a column.
 *
 * @param tested those with enough rows, by the value, in alphabetical order
 * @param left how many values have fewer rows
 */
record Groups(Map<String, JudgedVersion> tested, int left) {
  static Groups of(JudgedVersion version, String column, int leastRows) {
    Map<String, JudgedVersion> tested = new TreeMap<>(version.by(column));
    int all = tested.size();
    tested.values().removeIf(rows -> rows.size() < leastRows);
    return new Groups(tested, all - tested.size());
  }

  static void checkLeastRows(int leastRows, String group) {
    check(leastRows >= 1, "Invalid fewest rows of a %s: %s (must be at least 1)", group, leastRows);
  }

  /** Says how many have too few rows; empty if none has. */
  static String leftOut(int left, String group, int leastRows) {
    return left == 0
        ? ""
        : "; " + counted(left, group) + " of fewer than " + leastRows + " rows left out";
  }

  /** Says the fewest rows, where they are not the usual ones. */
  static String words(int leastRows) {
    return leastRows == Gates.SLICE_ROWS ? "" : ", of at least " + leastRows + " rows";
  }
}
