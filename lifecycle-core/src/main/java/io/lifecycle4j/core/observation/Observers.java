package io.lifecycle4j.core.observation;

import io.lifecycle4j.observation.Gauge;
import io.lifecycle4j.observation.LifecycleObserver;
import io.lifecycle4j.observation.Observation;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The observers of a home. What one throws is logged once and otherwise ignored. Thread-safe.
 *
 * <p>Without an observer, an operation costs a look at an empty list.
 */
public final class Observers {
  /** Observes nothing. */
  public static final Observers NONE = new Observers(List.of());

  private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

  private final List<Guarded> observers;

  private Observers(List<Guarded> observers) {
    this.observers = observers;
  }

  /** Returns the observers of a home. */
  public static Observers of(List<LifecycleObserver> observers) {
    return observers.isEmpty()
        ? NONE
        : new Observers(observers.stream().map(Guarded::new).toList());
  }

  /** Returns whether there are none. */
  public boolean isEmpty() {
    return observers.isEmpty();
  }

  /** Returns over which time live quality is measured: the longest that one asks for. */
  public Optional<Duration> liveQuality() {
    return observers.stream()
        .map(Guarded::liveQuality)
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder());
  }

  /** Shows a gauge to all. */
  public void gauge(Gauge gauge) {
    observers.forEach(each -> each.gauge(gauge));
  }

  /** Does something under the eyes of all; its exceptions are rethrown. */
  public void run(Operation operation, ObservedSubject subject, Runnable work) {
    call(
        operation,
        subject,
        () -> {
          work.run();
          return subject;
        });
  }

  /** Does something under the eyes of all; its exceptions are rethrown. */
  public <T> T call(Operation operation, ObservedSubject subject, Supplier<T> work) {
    return call(operation, subject, work, result -> subject);
  }

  /**
   * Does something under the eyes of all; its exceptions are rethrown.
   *
   * @param done returns the subject at the end, when more is known
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // it is rethrown
  public <T> T call(
      Operation operation,
      ObservedSubject subject,
      Supplier<T> work,
      Function<T, ObservedSubject> done) {
    if (observers.isEmpty()) {
      return work.get();
    }
    Observation observation = begin(operation, subject);
    T result;
    try {
      result = work.get();
    } catch (Throwable e) {
      observation.error(subject, e);
      throw e;
    }
    observation.stop(done.apply(result));
    return result;
  }

  /** Begins an operation, whose end all hear of once it is shown to what this returns. */
  public Observation begin(Operation operation, ObservedSubject subject) {
    Observation[] begun = new Observation[observers.size()];
    for (int i = 0; i < begun.length; i++) {
      begun[i] = observers.get(i).start(operation, subject);
    }
    return new OfAll(observers, begun);
  }

  /** What all observe of one operation: the observer that began last ends first. Throws nothing. */
  private static final class OfAll implements Observation {
    private final List<Guarded> observers;
    private final Observation[] begun;

    OfAll(List<Guarded> observers, Observation[] begun) {
      this.observers = observers;
      this.begun = begun;
    }

    @Override
    public boolean timesStages() {
      boolean times = false;
      for (int i = 0; i < begun.length; i++) { // asks each
        times |= observers.get(i).timesStages(begun[i]);
      }
      return times;
    }

    @Override
    public void ran(int rows, long prepare, long run, long decode) {
      for (int i = begun.length - 1; i >= 0; i--) {
        observers.get(i).ran(begun[i], rows, prepare, run, decode);
      }
    }

    @Override
    public void stop(ObservedSubject subject) {
      for (int i = begun.length - 1; i >= 0; i--) {
        observers.get(i).stop(begun[i], subject);
      }
    }

    @Override
    public void error(ObservedSubject subject, Throwable failure) {
      for (int i = begun.length - 1; i >= 0; i--) {
        observers.get(i).error(begun[i], subject, failure);
      }
    }
  }

  /** An observer that throws nothing. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an observer may throw anything
  private static final class Guarded {
    private final AtomicBoolean logged = new AtomicBoolean();
    private final LifecycleObserver observer;

    Guarded(LifecycleObserver observer) {
      this.observer = observer;
    }

    Observation start(Operation operation, ObservedSubject subject) {
      try {
        Observation begun = observer.start(operation, subject);
        return begun == null ? Observation.NONE : begun;
      } catch (Throwable e) {
        log(e);
        return Observation.NONE;
      }
    }

    boolean timesStages(Observation begun) {
      try {
        return begun.timesStages();
      } catch (Throwable e) {
        log(e);
        return false;
      }
    }

    void ran(Observation begun, int rows, long prepare, long run, long decode) {
      try {
        begun.ran(rows, prepare, run, decode);
      } catch (Throwable e) {
        log(e);
      }
    }

    void stop(Observation begun, ObservedSubject subject) {
      try {
        begun.stop(subject);
      } catch (Throwable e) {
        log(e);
      }
    }

    void error(Observation begun, ObservedSubject subject, Throwable failure) {
      try {
        begun.error(subject, failure);
      } catch (Throwable e) {
        log(e);
      }
    }

    void gauge(Gauge gauge) {
      try {
        observer.gauge(gauge);
      } catch (Throwable e) {
        log(e);
      }
    }

    Optional<Duration> liveQuality() {
      try {
        Optional<Duration> asked = observer.liveQuality();
        return asked == null ? Optional.empty() : asked;
      } catch (Throwable e) {
        log(e);
        return Optional.empty();
      }
    }

    private void log(Throwable e) {
      try {
        if (logged.compareAndSet(false, true)) {
          LOG.warn("Observer {} throws, which is logged once", observer.getClass().getName(), e);
        }
      } catch (Throwable more) {
        return; // an appender may throw anything
      }
    }
  }
}
