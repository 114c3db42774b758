package io.lifecycle4j.core.monitoring.quality;

import io.lifecycle4j.core.monitoring.statistics.CellCounts;
import io.lifecycle4j.core.monitoring.statistics.CountTests;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Whether the predictions that have a label are like those without: else the metrics are those of
 * some predictions, and not of all.
 */
final class LabelSelection {
  private static final int LEAST = 50;

  private static final int CELLS = 10;

  private static final double LEVEL = 0.001;

  private LabelSelection() {}

  /**
   * Compares the probabilities of the answers, or else the answers, if these are numbers, in ten
   * parts of equally many predictions.
   *
   * @return what to know of the labels; empty if nothing speaks against them, or they are few
   */
  static Optional<String> note(List<LiveRow> rows) {
    return differ(rows, LiveRow::probability, "probabilities")
        .or(() -> differ(rows, LabelSelection::number, "answers"));
  }

  private static double number(LiveRow row) {
    try {
      return Double.parseDouble(row.answer());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static Optional<String> differ(
      List<LiveRow> rows, ToDoubleFunction<LiveRow> value, String what) {
    List<LiveRow> known =
        rows.stream().filter(row -> !Double.isNaN(value.applyAsDouble(row))).toList();
    long labelled = known.stream().filter(row -> row.truth() != null).count();
    if (labelled < LEAST || known.size() - labelled < LEAST) {
      return Optional.empty();
    }
    double p = CountTests.jointly(counts(known, value)).pValue();
    return p >= LEVEL
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "The %s of predictions with a label differ from those without (p %.1e): the metrics"
                    + " are not those of all predictions",
                what,
                p));
  }

  /** The edges depend on all rows alike, so that the test stays exact. */
  private static CellCounts counts(List<LiveRow> rows, ToDoubleFunction<LiveRow> value) {
    double[] sorted = rows.stream().mapToDouble(value).sorted().toArray();
    NavigableMap<Double, long[]> edges = new TreeMap<>();
    for (int cell = 0; cell < CELLS; cell++) {
      edges.put(sorted[(int) ((long) cell * sorted.length / CELLS)], new long[2]);
    }
    for (LiveRow row : rows) {
      edges.floorEntry(value.applyAsDouble(row)).getValue()[row.truth() == null ? 0 : 1]++;
    }
    return CellCounts.of(side(edges, 0), side(edges, 1));
  }

  private static long[] side(NavigableMap<Double, long[]> edges, int side) {
    return edges.values().stream().mapToLong(counts -> counts[side]).toArray();
  }
}
