package io.lifecycle4j.core.registry.gates;

import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.registry.GateVerdict;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Compares a candidate with the best of its baselines on the same rows. */
final class GateBaselines {
  private GateBaselines() {}

  static PairedComparison compare(String metric, GateSubject candidate) {
    ScoredRows rows = candidate.rows();
    Optional<GateVerdict> problem = GateFigures.incomparable(rows, metric);
    if (problem.isPresent()) {
      return of(metric, candidate, "", rows, problem);
    }
    Map<String, ScoredRows> measured = new TreeMap<>(rows.baselines());
    measured.values().removeIf(one -> !Double.isFinite(one.find(metric).orElse(Double.NaN)));
    return measured.entrySet().stream()
        .reduce((one, next) -> isBetter(metric, rows, next, one) ? next : one)
        .map(
            best ->
                of(
                    metric,
                    candidate,
                    "the baseline " + best.getKey() + ", the best of " + measured.size() + ",",
                    best.getValue(),
                    Optional.empty()))
        .orElseGet(
            () ->
                of(
                    metric,
                    candidate,
                    "",
                    rows,
                    Optional.of(
                        GateFigures.error(
                                metric, "no baseline has the metric " + metric + " on these rows")
                            .build())));
  }

  private static boolean isBetter(
      String metric,
      ScoredRows rows,
      Map.Entry<String, ScoredRows> one,
      Map.Entry<String, ScoredRows> other) {
    return rows.worsening(metric, one.getValue().metric(metric), other.getValue().metric(metric))
        < 0;
  }

  private static PairedComparison of(
      String metric,
      GateSubject candidate,
      String rival,
      ScoredRows best,
      Optional<GateVerdict> problem) {
    return new PairedComparison(
        metric, candidate.words(metric), rival, candidate.rows(), best, problem);
  }
}
