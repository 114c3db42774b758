package io.lifecycle4j.core.evaluation;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The labels of rows. */
final class LabelColumn {
  private final double[] cells;
  private final List<Double> classes;

  private LabelColumn(double[] cells, List<Double> classes) {
    this.cells = cells;
    this.classes = classes;
  }

  /** Returns labels that are numbers; NaN if missing. */
  static LabelColumn numeric(double[] cells) {
    return new LabelColumn(cells, List.of());
  }

  /** Returns labels of which the most frequent are told apart; NaN if missing. */
  static LabelColumn nominal(double[] cells, int most) {
    Map<Double, Integer> counts = new HashMap<>();
    for (double cell : cells) {
      if (!Double.isNaN(cell)) {
        counts.merge(cell, 1, Integer::sum);
      }
    }
    List<Double> frequent =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<Double, Integer>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(most)
            .map(Map.Entry::getKey)
            .toList();
    return new LabelColumn(cells, frequent);
  }

  /** Returns the label of each row; do not write. */
  double[] cells() {
    return cells;
  }

  /** Returns the labels that are told apart, the most frequent first; empty if they are numbers. */
  List<Double> classes() {
    return classes;
  }

  boolean isNominal() {
    return !classes.isEmpty();
  }
}
