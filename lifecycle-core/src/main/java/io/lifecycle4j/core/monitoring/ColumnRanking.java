package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.monitoring.ColumnDrift;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ranks the columns of a drift report: by effect times how much the version depends on the column.
 * Thread-safe.
 */
final class ColumnRanking {
  private static final Logger LOG = LoggerFactory.getLogger(ColumnRanking.class);

  private final ModelVersions versions;

  ColumnRanking(ModelVersions versions) {
    this.versions = versions;
  }

  /**
   * Adds the importance of each column, and sorts them.
   *
   * @param label the version, such as {@code fraud:7}, or the name of a function's model
   * @return the same columns: those that drifted first, each by effect times importance
   */
  List<ColumnDrift> ranked(String label, List<ColumnDrift> columns) {
    Map<String, Double> rises = importance(label);
    double most = most(rises);
    return columns.stream()
        .map(column -> with(column, rises))
        .sorted(
            Comparator.comparing((ColumnDrift column) -> !column.drifted())
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

  /** Returns how much the version depends on a column, as a share of the most important one. */
  double share(String label, ColumnDrift column) {
    Map<String, Double> rises = importance(label);
    return share(with(column, rises).importance(), most(rises));
  }

  private static double most(Map<String, Double> rises) {
    return rises.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
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

  private Map<String, Double> importance(String label) {
    OptionalInt version = ProductionMove.number(versions.model(), label);
    try {
      return version.isPresent()
          ? versions.version(version.getAsInt()).manifest().importance()
          : Map.of();
    } catch (LifecycleException e) {
      LOG.debug("Cannot read the importance of the columns of {}", label, e);
      return Map.of();
    }
  }
}
