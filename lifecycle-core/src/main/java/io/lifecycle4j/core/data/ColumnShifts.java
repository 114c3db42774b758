package io.lifecycle4j.core.data;

import io.lifecycle4j.data.DatasetDiff.ColumnShift;
import io.lifecycle4j.data.DatasetDiff.Values;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.profile.Profile.Quantiles;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares two profiles, without reading a row. */
final class ColumnShifts {
  private static final int BINS = 10;
  private static final double LEAST_SHARE = 1e-4;

  private ColumnShifts() {}

  /** Compares the columns that both profiles have. */
  static List<ColumnShift> between(Profile older, Profile newer, Schema columns) {
    List<ColumnShift> shifts = new ArrayList<>();
    for (ColumnProfile before : older.columns()) {
      DataType type =
          columns.find(before.name()).stream()
              .mapToObj(place -> columns.columns().get(place).type())
              .findFirst()
              .orElse(DataType.FLOAT64);
      newer.find(before.name()).ifPresent(after -> shifts.add(between(before, after, type)));
    }
    return shifts;
  }

  private static ColumnShift between(ColumnProfile older, ColumnProfile newer, DataType type) {
    Quantiles before = older.quantiles().orElse(null);
    Quantiles after = newer.quantiles().orElse(null);
    double psi = psi(older.categories(), newer.categories());
    double shift = Double.NaN;
    if (before != null && after != null) {
      psi = psi(before, after);
      shift = shift(before, after);
    }
    boolean hidden = isHidden(older) || isHidden(newer);
    return new ColumnShift(
        older.name(), type, values(older, hidden), values(newer, hidden), psi, shift);
  }

  /** Returns whether a column is private: its profile then has a mean but no range. */
  private static boolean isHidden(ColumnProfile column) {
    Moments moments = column.moments().orElse(null);
    return moments != null && Double.isNaN(moments.min());
  }

  private static Values values(ColumnProfile column, boolean hidden) {
    Moments moments = column.moments().orElse(null);
    Quantiles quantiles = hidden ? null : column.quantiles().orElse(null);
    return new Values(
        column.count() == 0 ? 0 : (double) column.missing() / column.count(),
        moments == null ? Double.NaN : moments.mean(),
        moments == null ? Double.NaN : moments.deviation(),
        quantiles == null ? Double.NaN : quantiles.at(0.5));
  }

  /** Counts both shares between the older deciles, since ties make deciles unequal. */
  private static double psi(Quantiles older, Quantiles newer) {
    TreeSet<Double> edges = new TreeSet<>();
    for (int i = 1; i < BINS; i++) {
      edges.add(older.at((double) i / BINS));
    }
    double psi = 0;
    double p = 0;
    double q = 0;
    for (double edge : edges) {
      psi += term(below(older, edge) - p, below(newer, edge) - q);
      p = below(older, edge);
      q = below(newer, edge);
    }
    return psi + term(1 - p, 1 - q);
  }

  private static double psi(Map<String, Long> older, Map<String, Long> newer) {
    double before = older.values().stream().mapToLong(Long::longValue).sum();
    double after = newer.values().stream().mapToLong(Long::longValue).sum();
    if (before == 0 || after == 0) {
      return Double.NaN;
    }
    Set<String> texts = new TreeSet<>(older.keySet());
    texts.addAll(newer.keySet());
    double psi = 0;
    for (String text : texts) {
      psi += term(older.getOrDefault(text, 0L) / before, newer.getOrDefault(text, 0L) / after);
    }
    return psi;
  }

  private static double term(double older, double newer) {
    double p = Math.max(older, LEAST_SHARE);
    double q = Math.max(newer, LEAST_SHARE);
    return (q - p) * Math.log(q / p);
  }

  private static double shift(Quantiles older, Quantiles newer) {
    double most = 0;
    Set<Double> points = new TreeSet<>(older.points());
    points.addAll(newer.points());
    for (double point : points) {
      most = Math.max(most, Math.abs(below(older, point) - below(newer, point)));
    }
    return most;
  }

  /** Returns the share of values up to a value, interpolated linearly between the quantiles. */
  private static double below(Quantiles quantiles, double value) {
    List<Double> points = quantiles.points();
    int last = points.size() - 1;
    int upper = 0;
    while (upper <= last && points.get(upper) <= value) {
      upper++;
    }
    if (upper == 0 || upper > last) {
      return upper == 0 ? 0 : 1;
    }
    double left = points.get(upper - 1);
    double within = (value - left) / (points.get(upper) - left);
    return Math.min(1, (upper - 1 + within) / last);
  }
}
