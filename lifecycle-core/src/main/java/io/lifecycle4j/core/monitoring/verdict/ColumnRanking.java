package io.lifecycle4j.core.monitoring.verdict;

import io.lifecycle4j.core.model.AnswerColumns;
import io.lifecycle4j.monitoring.ColumnDrift;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Ranks the columns of a drift report: by effect times how much the version depends on each. */
final class ColumnRanking {
  private ColumnRanking() {}

  /**
   * Adds the importance of each column, and sorts them.
   *
   * @param importance how important columns are to the version; empty if that is not known
   * @return the same columns: those that drifted first, each by effect times importance; what
   *     follows from an answer, such as its probabilities, after all others
   */
  static List<ColumnDrift> ranked(List<ColumnDrift> columns, Map<String, Double> importance) {
    List<ColumnDrift> all = columns.stream().map(column -> with(column, importance)).toList();
    double most = most(all);
    return all.stream()
        .sorted(
            Comparator.comparing((ColumnDrift column) -> !column.drifted())
                .thenComparing(column -> AnswerColumns.isDetail(column.divergence().column()))
                .thenComparingDouble(column -> -score(column, most)))
        .toList();
  }

  private static double score(ColumnDrift column, double most) {
    return column.divergence().effect() * share(column.importance(), most);
  }

  /** Returns an importance as a share of the greatest; 1 if that is not known. */
  private static double share(OptionalDouble importance, double most) {
    return importance.isPresent() && most > 0 ? importance.getAsDouble() / most : 1;
  }

  /**
   * Returns how much the version depends on a column, as a share of the most important one of a
   * report; 1 if that is not known.
   */
  static double share(ColumnDrift column, List<ColumnDrift> all) {
    return share(column.importance(), most(all));
  }

  private static double most(List<ColumnDrift> columns) {
    return columns.stream().mapToDouble(column -> column.importance().orElse(0)).max().orElse(0);
  }

  private static ColumnDrift with(ColumnDrift column, Map<String, Double> rises) {
    Double rise = find(column.divergence().column(), rises);
    return rise == null
        ? column
        : ColumnDrift.builder(column.divergence(), column.adjusted(), column.verdict())
            .segment(column.segment().orElse(null))
            .importance(rise)
            .build();
  }

  /** A statistic of a column, such as {@code image.mean}, is as important as the column. */
  private static @Nullable Double find(String name, Map<String, Double> rises) {
    Double own = rises.get(name);
    int dot = name.lastIndexOf('.');
    return own != null || dot < 0 ? own : rises.get(name.substring(0, dot));
  }
}
