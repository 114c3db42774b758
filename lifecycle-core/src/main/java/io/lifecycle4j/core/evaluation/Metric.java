package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.error.NotFoundException;
import java.util.List;
import java.util.stream.Collectors;

/** What can be measured, under the names that evaluations use, and which direction is better. */
enum Metric {
  ACCURACY("accuracy", 1),
  LOG_LOSS("log_loss", -1),
  BASELINE_ACCURACY("baseline_accuracy", 0),
  RMSE("rmse", -1),
  MAE("mae", -1),
  BASELINE_RMSE("baseline_rmse", 0);

  static final List<Metric> CLASSIFICATION = List.of(ACCURACY, BASELINE_ACCURACY, LOG_LOSS);
  static final List<Metric> REGRESSION = List.of(BASELINE_RMSE, MAE, RMSE);

  private final String label;

  /** 1 when greater is better, -1 when less is, 0 when it says nothing about the model. */
  private final int direction;

  Metric(String label, int direction) {
    this.label = label;
    this.direction = direction;
  }

  String label() {
    return label;
  }

  double worsening(double candidate, double other) {
    if (direction == 0) {
      throw new NotFoundException(
          "Comparison does not exist: " + label + " (it depends on the rows, not on the model)");
    }
    return direction * (other - candidate);
  }

  static Metric named(String name, List<Metric> among) {
    return among.stream()
        .filter(metric -> metric.label.equals(name))
        .findFirst()
        .orElseThrow(() -> new NotFoundException(missing(name, among)));
  }

  private static String missing(String name, List<Metric> among) {
    return among.stream()
        .map(Metric::label)
        .collect(Collectors.joining(", ", "Metric does not exist: " + name + " (there are ", ")"));
  }
}
