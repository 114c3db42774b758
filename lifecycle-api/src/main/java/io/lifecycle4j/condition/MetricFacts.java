package io.lifecycle4j.condition;

import io.lifecycle4j.error.InvalidValueException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Metrics in a map; a value that is null is missing. */
record MetricFacts(Map<String, Double> metrics) implements Facts {
  @Override
  public @Nullable Double number(Subject subject) {
    if (subject instanceof Subject.Metric metric) {
      return metrics.get(metric.key());
    }
    throw unknown(subject);
  }

  @Override
  public List<String> texts(Subject subject) {
    throw unknown(subject);
  }

  private static InvalidValueException unknown(Subject subject) {
    return new InvalidValueException(
        "Cannot compare " + subject.words() + ": not known here (only metrics are)");
  }
}
