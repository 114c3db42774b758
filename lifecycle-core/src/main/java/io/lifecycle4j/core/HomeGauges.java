package io.lifecycle4j.core;

import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.serving.ModelServer;
import io.lifecycle4j.core.serving.ObservedCalls;
import io.lifecycle4j.core.serving.Rejection;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.observation.Gauge;
import io.lifecycle4j.observation.Measure;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What can be measured of a home. A gauge of a model holds for every opening of it, so it is shown
 * once; if one model is open more than once, the values are added. Counts include those of openings
 * that are closed. Thread-safe.
 */
final class HomeGauges {
  private static final long PAUSE = Duration.ofMinutes(1).toNanos();

  private static final List<Figure> FIGURES =
      Stream.concat(
              Stream.of(
                  new Figure(Measure.PREDICTIONS_PENDING, server -> server.log().waiting()),
                  new Figure(Measure.PREDICTIONS_LOST, server -> server.log().lost()),
                  new Figure(Measure.CALLS_WAITING, ModelServer::waiting),
                  new Figure(Measure.ANSWERS_INVALID, ModelServer::invalidAnswers),
                  new Figure(Measure.PREDICTIONS_MISSED, ModelServer::missedByListeners),
                  new Figure(Measure.PREDICT_RUNS, server -> server.calls().runs()),
                  new Figure(Measure.VERSION_SERVING, ModelServer::version),
                  new Figure(Measure.VERSION_CHANGES, ModelServer::changes),
                  new Figure(Measure.VERSIONS_LOADED, ObservedCalls::loaded),
                  new Figure(Measure.CALLS_IN_PROGRESS, server -> server.calls().inProgress())),
              Arrays.stream(Rejection.values()).map(Figure::rejected))
          .toList();

  /** What is read of an open model, and how. */
  private record Figure(
      Measure measure, Optional<String> part, ToDoubleFunction<ModelServer<?, ?>> value) {
    Figure(Measure measure, ToDoubleFunction<ModelServer<?, ?>> value) {
      this(measure, Optional.empty(), value);
    }

    static Figure rejected(Rejection why) {
      return new Figure(
          Measure.CALLS_REJECTED, Optional.of(why.id()), server -> server.rejectedCalls(why));
    }
  }

  private final Observers observers;
  private final Medium medium;

  /** By the name of the model. */
  private final Map<String, Openings> models = new HashMap<>();

  HomeGauges(Observers observers, Medium medium) {
    this.observers = observers;
    this.medium = medium;
    observe(Measure.HOME_SIZE, new Listed(this::blobBytes));
    observe(Measure.JOURNAL_SIZE, new Listed(() -> known(medium.journalBytes())));
    observe(Measure.DISK_FREE, () -> orNaN(() -> known(medium.freeBytes())));
  }

  private void observe(Measure measure, DoubleSupplier value) {
    observers.gauge(new Gauge(measure, ObservedSubject.HOME, value));
  }

  /** Measures a server, until it is closed. */
  void opened(String model, ModelServer<?, ?> server) {
    if (observers.isEmpty()) {
      return;
    }
    Openings openings = new Openings();
    Openings known;
    synchronized (this) {
      known = models.putIfAbsent(model, openings);
    }
    (known == null ? openings : known).add(server);
    if (known == null) {
      ObservedSubject subject = ObservedSubject.model(model);
      for (Figure each : FIGURES) {
        observers.gauge(
            new Gauge(each.measure(), subject, each.part(), () -> openings.value(each)));
      }
    }
  }

  void closed(String model, ModelServer<?, ?> server) {
    Openings openings;
    synchronized (this) {
      openings = models.get(model);
    }
    if (openings != null) {
      openings.remove(server);
    }
  }

  /** The open servers of a model, and what was counted of those that are closed. Thread-safe. */
  private static final class Openings {
    private final Set<ModelServer<?, ?>> open = new HashSet<>();
    private final Map<Figure, Double> counted = new HashMap<>();

    synchronized void add(ModelServer<?, ?> server) {
      open.add(server);
    }

    synchronized void remove(ModelServer<?, ?> server) {
      if (open.remove(server)) {
        FIGURES.forEach(
            each -> counted.merge(each, each.value().applyAsDouble(server), Double::sum));
      }
    }

    synchronized double value(Figure figure) {
      double now = open.stream().mapToDouble(figure.value()).sum();
      if (figure.measure().isCumulative()) {
        return counted.getOrDefault(figure, 0.0) + now;
      }
      return open.isEmpty() ? Double.NaN : now;
    }
  }

  private double blobBytes() {
    long[] sum = {0};
    medium.blobs().list(blob -> sum[0] += blob.bytes());
    return sum[0];
  }

  private static double known(OptionalLong bytes) {
    return bytes.isPresent() ? bytes.getAsLong() : Double.NaN;
  }

  /** Reads while the home is open, and nothing of it is corrupt, which verification reports. */
  private static double orNaN(DoubleSupplier value) {
    try {
      return value.getAsDouble();
    } catch (LifecycleException | ClosedException e) {
      return Double.NaN;
    }
  }

  /**
   * A sum of what is listed, at most once a minute. It takes long and holds a lock of its own:
   * models are opened and closed meanwhile. Thread-safe.
   */
  private static final class Listed implements DoubleSupplier {
    private final DoubleSupplier sum;
    private double last = Double.NaN;
    private long listed;

    Listed(DoubleSupplier sum) {
      this.sum = sum;
    }

    @Override
    public synchronized double getAsDouble() {
      long now = System.nanoTime();
      if (Double.isNaN(last) || now - listed > PAUSE) {
        last = orNaN(sum);
        listed = now;
      }
      return last;
    }
  }
}
