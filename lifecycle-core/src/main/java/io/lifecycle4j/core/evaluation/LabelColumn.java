package io.lifecycle4j.core.evaluation;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The labels of rows.
 *
 * @param cells the label of each row; NaN if missing
 * @param classes the labels that are told apart, the most frequent first; empty if they are numbers
 */
record LabelColumn(double[] cells, List<Double> classes) {
  static LabelColumn numeric(double[] cells) {
    return new LabelColumn(cells, List.of());
  }

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

  boolean isNominal() {
    return !classes.isEmpty();
  }
}
