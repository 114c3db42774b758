package io.lifecycle4j.core.schema;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.Optional;

/** Finds metrics by their names, and what a misspelt name probably means. */
public final class MetricNames {
  private MetricNames() {}

  /**
   * Returns a metric of a task.
   *
   * @param what who names it, for messages
   * @throws InvalidValueException if the task does not have it
   */
  public static Metric require(String what, String name, Task<?> task) {
    return task.findMetric(name)
        .orElseThrow(
            () ->
                new InvalidValueException(
                    String.format(
                        "Invalid %s: no metric %s of the task %s (%sthere are %s)",
                        what,
                        name,
                        task.id(),
                        meant(name, task).map(it -> "did you mean " + it + "? ").orElse(""),
                        String.join(", ", known(task)))));
  }

  private static List<String> known(Task<?> task) {
    return task.metrics().stream().map(Metric::name).toList();
  }

  /** Finds the metric that was probably meant, whose class may be misspelt too. */
  public static Optional<String> meant(String name, Task<?> task) {
    int bracket = name.indexOf('[');
    Optional<String> ofClass =
        bracket < 0
            ? Optional.empty()
            : SimilarNames.find(name.substring(bracket), task.classes())
                .map(other -> name.substring(0, bracket) + "[" + other + "]")
                .filter(other -> task.findMetric(other).isPresent());
    return ofClass
        .or(() -> SimilarNames.find(name, known(task)))
        .or(() -> SimilarNames.findPart(name, known(task)));
  }
}
