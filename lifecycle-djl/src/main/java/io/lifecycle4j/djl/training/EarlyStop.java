package io.lifecycle4j.djl.training;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rule for early stopping.
 *
 * @param metric a metric of the task; null for the loss
 * @param patience how many epochs without improvement are accepted
 * @param minDelta the least change for the better that counts as an improvement
 */
record EarlyStop(@Nullable String metric, int patience, double minDelta) {
  /** What metrics of validation rows begin with in a run. */
  static final String VALIDATION = "validation_";

  private static final String LOSS = "loss";

  /** Names the metric, as it is known in a run or to the task. */
  static @Nullable String named(String metric) {
    String name = metric.startsWith(VALIDATION) ? metric.substring(VALIDATION.length()) : metric;
    return name.equals(LOSS) ? null : name;
  }

  /** Returns the direction of better values, 1 if higher ones are better, else -1. */
  int direction(Task<?> task) {
    if (metric == null) {
      return -1;
    }
    return task.findMetric(metric)
        .map(Metric::better)
        .filter(better -> better != Better.NONE)
        .map(better -> better == Better.HIGHER ? 1 : -1)
        .orElseThrow(
            () ->
                new InvalidValueException(
                    "Invalid early stopping: the task "
                        + task.id()
                        + " has no metric \""
                        + metric
                        + "\" of which some values are better (choose loss or one of "
                        + names(task)
                        + ")"));
  }

  private static List<String> names(Task<?> task) {
    return task.metrics().stream()
        .filter(any -> any.better() != Better.NONE)
        .map(Metric::name)
        .toList();
  }

  /** Returns the name of the metric in a run. */
  String logged() {
    return VALIDATION + (metric == null ? LOSS : metric);
  }
}
