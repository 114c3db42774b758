package io.lifecycle4j.core.serving.rule;

import io.lifecycle4j.condition.Subject;
import java.util.OptionalDouble;

/** What is known of a version that serves beside its traffic: live metrics and drift. */
@FunctionalInterface
public interface LiveFacts {
  /** Knows nothing. */
  LiveFacts NONE = (version, subject) -> OptionalDouble.empty();

  /**
   * Returns a number.
   *
   * @param version the version in production
   * @param subject a metric, a slice or a bound of one, or a figure of drift
   * @return empty if it is not known, also for want of rows
   */
  OptionalDouble number(int version, Subject subject);
}
