package io.lifecycle4j.observation;

import static io.lifecycle4j.error.Preconditions.required;

/**
 * Hears what a home does, to measure and trace it: a binding to a metrics or tracing library
 * implements it. Given to {@link io.lifecycle4j.LifecycleBuilder#observer}.
 *
 * <p>Thread-safe: operations start and end on many threads at once. An observer is called on the
 * thread that does the work and should return at once, without blocking. What it throws is logged
 * once and otherwise ignored.
 */
@FunctionalInterface
public interface LifecycleObserver {
  /**
   * An operation starts. Operations nest: {@link Operation#PROMOTE} loads a version on another
   * thread, for instance, and a listener may predict.
   *
   * @param operation what is done
   * @param subject what it is about; more may be known at its end
   * @return receives its end; {@link Observation#NONE} if this operation is of no interest
   */
  Observation start(Operation operation, ObservedSubject subject);

  /**
   * Something can be measured from now on. Called once for the home and once for each model, when
   * it is first opened; the same gauges hold when it is opened again. Default: ignored.
   *
   * @param gauge reads the value when it is asked
   */
  default void gauge(Gauge gauge) {
    required(gauge, "gauge");
  }
}
