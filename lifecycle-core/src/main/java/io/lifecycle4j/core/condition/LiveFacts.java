package io.lifecycle4j.core.condition;

import io.lifecycle4j.condition.MetricSubject;
import io.lifecycle4j.condition.Subject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/** What is known of a version that serves beside its traffic: live metrics and drift. */
public interface LiveFacts {
  /**
   * Returns a number at once, as it was measured last; it is measured again soon, on another
   * thread.
   *
   * @param version the version in production
   * @param since when it came into production
   * @param subject a metric, a slice or a bound of one, or a figure of drift
   * @return empty if it is not known, also for want of rows
   */
  OptionalDouble number(int version, Instant since, Subject subject);

  /**
   * What is certain of a metric.
   *
   * <p>The metric is between the ends, however often it was asked for since a time.
   *
   * @param lower the lower end
   * @param upper the upper end
   * @param labels the number of rows that it rests on
   */
  record Certain(double lower, double upper, long labels) {}

  /**
   * Returns what is certain of a metric, as it was measured last.
   *
   * @return empty if it is not known, or has no interval
   */
  Optional<Certain> certain(int version, Instant since, MetricSubject metric);

  /**
   * Returns whether a number was measured since it was first asked for, also if it is not known.
   */
  boolean isMeasured(int version, Instant since, Subject subject);

  /** Measures what was asked for, and waits for it. */
  void refresh();
}
