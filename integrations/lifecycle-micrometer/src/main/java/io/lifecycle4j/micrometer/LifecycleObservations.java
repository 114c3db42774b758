package io.lifecycle4j.micrometer;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.observation.LifecycleObserver;
import io.lifecycle4j.observation.Observation;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation.Scope;
import io.micrometer.observation.ObservationRegistry;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes an observation of Micrometer of each operation in a home: a handler for tracing makes spans
 * of them, which reach OpenTelemetry or Zipkin. Operations that an operation starts on its thread
 * are its children.
 *
 * <pre>{@code
 * Lifecycle.builder().directory(home).observer(LifecycleObservations.of(registry, 0.01)).open()
 * }</pre>
 *
 * <p>The name of each is {@value #NAME}, its contextual name {@code predict fraud}, for instance. A
 * handler for meters makes a timer of that name; the timers of {@link LifecycleMeters}, which
 * counts every call, have other names. Of predictions, every n-th call is observed. Thread-safe.
 */
public final class LifecycleObservations implements LifecycleObserver {
  /** The name of each observation. */
  public static final String NAME = "lifecycle4j.trace";

  private static final String NONE = "none";

  private final ObservationRegistry registry;

  /** Of how many predictions one is observed; 0 if none is. */
  private final long every;

  private final AtomicLong calls = new AtomicLong();

  private LifecycleObservations(ObservationRegistry registry, long every) {
    this.registry = registry;
    this.every = every;
  }

  /**
   * Returns an observer for {@link io.lifecycle4j.LifecycleBuilder#observer}.
   *
   * @param registry receives the observations
   * @param predictions the share of the calls of {@code predict} that are observed, such as 0.01;
   *     rounded to one of so many calls
   * @return the observer, for one home
   * @throws io.lifecycle4j.error.InvalidValueException if the share is not from 0 to 1
   */
  public static LifecycleObservations of(ObservationRegistry registry, double predictions) {
    check(
        predictions >= 0 && predictions <= 1,
        "Invalid share of observed predictions: %s (must be 0 to 1)",
        predictions);
    long every = predictions == 0 ? 0 : Math.max(1, Math.round(1 / predictions));
    return new LifecycleObservations(required(registry, "observation registry"), every);
  }

  @Override
  public Observation start(Operation operation, ObservedSubject subject) {
    return registry.isNoop() || (operation == Operation.PREDICT && !isSampled())
        ? Observation.NONE
        : new Observed(begin(operation, subject));
  }

  private boolean isSampled() {
    return every > 0 && (every == 1 || calls.getAndIncrement() % every == 0);
  }

  private io.micrometer.observation.Observation begin(
      Operation operation, ObservedSubject subject) {
    String about = subject.model().or(subject::dataset).map(name -> " " + name).orElse("");
    return io.micrometer.observation.Observation.createNotStarted(NAME, registry)
        .contextualName(operation.id() + about)
        .lowCardinalityKeyValues(
            KeyValues.of(
                "operation", operation.id(),
                "model", subject.model().orElse(NONE),
                "dataset", subject.dataset().orElse(NONE),
                "code", NONE))
        .start();
  }

  /** One operation. Its scope is open until it ends, on the same thread. */
  private static final class Observed implements Observation {
    private final io.micrometer.observation.Observation observation;
    private final Scope scope;

    Observed(io.micrometer.observation.Observation observation) {
      this.observation = observation;
      this.scope = observation.openScope();
    }

    @Override
    public boolean timesStages() {
      return false;
    }

    @Override
    public void ran(int rows, long prepare, long run, long decode) {
      observation.highCardinalityKeyValue("rows", String.valueOf(rows));
    }

    @Override
    public void stop(ObservedSubject subject) {
      end(subject);
    }

    @Override
    public void error(ObservedSubject subject, Throwable failure) {
      observation.lowCardinalityKeyValue("code", LifecycleMeters.error(failure));
      observation.error(failure);
      end(subject);
    }

    private void end(ObservedSubject subject) {
      subject
          .version()
          .ifPresent(
              version -> observation.highCardinalityKeyValue("version", String.valueOf(version)));
      scope.close();
      observation.stop();
    }
  }
}
