package io.lifecycle4j.condition;

import io.lifecycle4j.error.InvalidValueException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Metrics in a map. */
record MetricFacts(Map<String, Double> metrics) implements Facts {
  @Override
  public OptionalDouble number(Subject subject) {
    if (subject instanceof Subject.Metric metric) {
      Double value = metrics.get(metric.key());
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
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
