package io.lifecycle4j.core.schema;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds metrics by their names, and what a misspelt name probably means. */
public final class MetricNames {
  /** What other libraries and texts call a metric. */
  private static final Map<String, String> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("auc", "roc_auc"),
          Map.entry("auroc", "roc_auc"),
          Map.entry("auprc", "average_precision"),
          Map.entry("pr_auc", "average_precision"),
          Map.entry("sensitivity", "recall"),
          Map.entry("tpr", "recall"),
          Map.entry("true_positive_rate", "recall"),
          Map.entry("ppv", "precision"),
          Map.entry("tnr", "specificity"),
          Map.entry("true_negative_rate", "specificity"),
          Map.entry("matthews_corrcoef", "mcc"),
          Map.entry("cross_entropy", "log_loss"),
          Map.entry("expected_calibration_error", "ece"),
          Map.entry("mean_absolute_error", "mae"),
          Map.entry("root_mean_squared_error", "rmse"),
          Map.entry("mse", "rmse"));

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
    String own = own(name);
    return task.findMetric(own).isPresent() ? Optional.of(own) : similar(own, task);
  }

  /** Returns the name with the library's own word for the metric, whatever its class. */
  private static String own(String name) {
    int bracket = name.indexOf('[');
    String base = bracket < 0 ? name : name.substring(0, bracket);
    String own = OTHER_NAMES.getOrDefault(base.toLowerCase(Locale.ROOT), base);
    return own + name.substring(base.length());
  }

  private static Optional<String> similar(String name, Task<?> task) {
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
