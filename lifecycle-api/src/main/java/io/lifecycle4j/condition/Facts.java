package io.lifecycle4j.condition;

import static io.lifecycle4j.error.Preconditions.copy;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What is known of one thing, such as a run, for conditions to ask.
 *
 * <p>Whoever knows things implements it; an object may stand for one thing after the other. One
 * that does not know a subject at all throws an {@link io.lifecycle4j.error.InvalidValueException}:
 * an empty answer would make a negation true.
 */
public interface Facts {
  /**
   * Returns a number. Asked for metrics, their extremes and times only.
   *
   * @param subject the metric, its least or greatest value, or a time: whole milliseconds since
   *     1970-01-01T00:00Z
   * @return the value, NaN and infinities as they are; empty when there is none
   */
  OptionalDouble number(Subject subject);

  /**
   * Tells texts. Asked for everything else.
   *
   * @param subject what to tell
   * @return the texts: none when there is none, several when a run has several data sets
   */
  List<String> texts(Subject subject);

  /**
   * Knows metrics and nothing else.
   *
   * @param metrics values by the name of the metric, copied
   * @return facts that refuse to be asked for anything but metrics
   */
  static Facts ofMetrics(Map<String, Double> metrics) {
    return new MetricFacts(copy(metrics, "metrics"));
  }
}
