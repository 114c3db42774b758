package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reference of live rows, for a version that has none of its own, or a function.
 *
 * @param id identifies it: one that is learned anew has another
 * @param label the version, such as {@code fraud:7}
 * @param wanted it is complete with so many rows
 * @param cells the rows that chose the bins and texts
 * @param counted the rows that came after them; null until it is complete
 */
record LearnedReference(
    String id, String label, long wanted, Profile cells, @Nullable DriftSummary counted) {
  /** The label of slices with its rows begins with this; the id follows. */
  private static final String LEARNING = "learning ";

  static boolean isLearning(String label) {
    return label.startsWith(LEARNING);
  }

  /** Returns the id of the reference whose rows a slice has. */
  static String id(String label) {
    return label.substring(LEARNING.length());
  }

  /** Returns the label of slices with rows of a reference. */
  static String learning(String id) {
    return LEARNING + id;
  }

  boolean isComplete() {
    return counted != null;
  }

  /** Returns whether it has the cells of these statistics. */
  boolean has(List<String> statistics) {
    return cells.columns().stream().map(ColumnProfile::name).toList().equals(statistics);
  }

  LearnedReference with(DriftSummary rows) {
    return new LearnedReference(id, label, wanted, cells, rows);
  }

  /** Returns what rows are recorded in; it must not be compared with. */
  WatchedReference empty() {
    return WatchedReference.of(cells);
  }

  /** Returns what windows are compared with; it must be complete. */
  WatchedReference watched() {
    DriftSummary rows = counted;
    if (rows == null) {
      throw new IllegalStateException(id + " is not complete");
    }
    return empty().with(rows, counts -> new SummaryCodec(cells).read(counts));
  }
}
