package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.NotFoundException;
import java.util.Map;

/**
 * What a model scored on some rows.
 *
 * @param model the version, such as {@code fraud:7}
 * @param data the rows, such as {@code payments:3/holdout}
 * @param rows how many there were
 * @param metrics by name. Classification: {@code accuracy}, {@code log_loss} (nats), {@code
 *     baseline_accuracy}. Regression: {@code rmse}, {@code mae}, {@code baseline_rmse}. A baseline
 *     is the best constant answer on the same rows
 */
public record Evaluation(String model, String data, long rows, Map<String, Double> metrics) {
  /** Checks the parts. */
  public Evaluation {
    required(model, "model");
    required(data, "data");
    check(rows >= 0, "Invalid evaluation: %s rows (must not be negative)", rows);
    metrics = copy(metrics, "metrics");
  }

  /**
   * Returns one metric.
   *
   * @param name the metric
   * @return its value
   * @throws NotFoundException if it was not measured
   */
  public double metric(String name) {
    Double value = metrics.get(required(name, "metric"));
    if (value == null) {
      throw new NotFoundException(
          "Metric does not exist: " + name + " (there are " + metrics.keySet() + ")");
    }
    return value;
  }
}
