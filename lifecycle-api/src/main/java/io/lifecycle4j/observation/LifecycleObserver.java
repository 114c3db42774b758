package io.lifecycle4j.observation;

import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;
import java.util.Optional;

/**
 * Observes the operations of a home, to measure and trace them. A binding to a metrics or tracing
 * library implements it; {@link io.lifecycle4j.LifecycleBuilder#observer} adds it.
 *
 * <p>It must be thread-safe: operations start and end on many threads at once. It is called on the
 * thread that does the work and should return at once, without blocking. The first exception that
 * it throws is logged; all are ignored.
 */
@FunctionalInterface
public interface LifecycleObserver {
  /**
   * Called when an operation starts. Operations nest: {@link Operation#PROMOTE} loads a version on
   * another thread, for instance, and a listener may predict.
   *
   * @param operation what is done
   * @param subject what it is about; more may be known at its end
   * @return is called at its end; {@link Observation#NONE} if this operation is of no interest
   */
  Observation start(Operation operation, ObservedSubject subject);

  /**
   * Called with each gauge of the home, with each gauge of a model when it is first opened, and
   * with those of its parts, such as columns, when they are first known. A gauge stays valid when
   * its model is opened again. Default: ignored.
   *
   * @param gauge reads the value when it is asked
   */
  default void gauge(Gauge gauge) {
    required(gauge, "gauge");
  }

  /**
   * Returns over which latest time the quality of versions in production is measured by the labels
   * of their predictions, for gauges. While they are read, the log of that time is read at most
   * once a minute, on a thread of the library, which takes about 300 bytes of memory for each
   * prediction. If several observers ask for it, the longest time counts. Default: not measured.
   *
   * @return how long ago the oldest of these predictions was made; empty for no live quality
   */
  default Optional<Duration> liveQuality() {
    return Optional.empty();
  }
}
