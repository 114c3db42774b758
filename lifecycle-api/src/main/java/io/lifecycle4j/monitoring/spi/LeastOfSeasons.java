package io.lifecycle4j.monitoring.spi;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.condition.DriftMeasure;
import io.lifecycle4j.monitoring.Divergence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares seasons one by one, and corrects the least p-value of each column for their number. */
final class LeastOfSeasons {
  private static final String BEFORE = ".before";

  private LeastOfSeasons() {}

  static List<Divergence> of(DriftDetector detector, List<SeasonWindow> seasons) {
    check(!seasons.isEmpty(), "Invalid seasons: none (needs at least one)");
    Map<String, Divergence> least = new LinkedHashMap<>();
    Map<String, Integer> compared = new LinkedHashMap<>();
    for (SeasonWindow season : seasons) {
      for (Divergence found : detector.compare(season.reference(), season.window())) {
        least.merge(found.column(), found, (one, two) -> two.pValue() < one.pValue() ? two : one);
        compared.merge(found.column(), 1, Integer::sum);
      }
    }
    List<Divergence> all = new ArrayList<>();
    least.forEach((column, found) -> all.add(corrected(found, compared.getOrDefault(column, 1))));
    return List.copyOf(all);
  }

  private static Divergence corrected(Divergence found, int seasons) {
    Divergence.Builder result =
        Divergence.builder(
                found.column(), Math.min(1, seasons * found.pValue()), found.explanation())
            .effect(found.effect(), found.low(), found.high());
    for (Map.Entry<DriftMeasure, Double> measure : found.measures().entrySet()) {
      result.measure(measure.getKey(), measure.getValue());
    }
    for (Map.Entry<String, Double> figure : found.figures().entrySet()) {
      if (figure.getKey().endsWith(BEFORE)) {
        String name = figure.getKey().substring(0, figure.getKey().length() - BEFORE.length());
        result.figure(
            name, figure.getValue(), found.figures().getOrDefault(name + ".after", Double.NaN));
      }
    }
    return result.build();
  }
}
