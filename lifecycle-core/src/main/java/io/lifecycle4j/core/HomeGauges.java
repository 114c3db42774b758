package io.lifecycle4j.core;

import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.serving.ModelServer;
import io.lifecycle4j.core.serving.ObservedCalls;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.observation.Gauge;
import io.lifecycle4j.observation.Gauge.Measure;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * What can be measured of a home. A gauge of a model holds for every opening of it, so it is shown
 * once; if one model is open more than once, the values are added. Thread-safe.
 */
final class HomeGauges {
  private static final long PAUSE = Duration.ofMinutes(1).toNanos();

  private final Observers observers;
  private final Medium medium;

  /** The open servers, by the name of the model. */
  private final Map<String, Set<ModelServer<?, ?>>> models = new HashMap<>();

  /** Held while blobs are listed, which may take long: models are opened and closed meanwhile. */
  private final Object listing = new Object();

  // guarded by listing
  private double bytes = Double.NaN;
  private long listed;

  HomeGauges(Observers observers, Medium medium) {
    this.observers = observers;
    this.medium = medium;
    observers.gauge(new Gauge(Measure.HOME_BYTES, ObservedSubject.HOME, this::bytes));
  }

  /** Measures a server, until it is closed. */
  void opened(String model, ModelServer<?, ?> server) {
    if (observers.isEmpty()) {
      return;
    }
    boolean first;
    Set<ModelServer<?, ?>> servers;
    synchronized (this) {
      first = !models.containsKey(model);
      servers = models.computeIfAbsent(model, name -> ConcurrentHashMap.newKeySet());
      servers.add(server);
    }
    if (first) {
      show(model, servers);
    }
  }

  private void show(String model, Set<ModelServer<?, ?>> servers) {
    Map<Measure, ToDoubleFunction<ModelServer<?, ?>>> measures =
        Map.of(
            Measure.PREDICTIONS_PENDING,
            server -> server.log().waiting(),
            Measure.PREDICTIONS_LOST,
            server -> server.log().lost(),
            Measure.VERSION_SERVING,
            ModelServer::version,
            Measure.VERSIONS_LOADED,
            ObservedCalls::loaded,
            Measure.CALLS_IN_PROGRESS,
            server -> server.calls().inProgress());
    ObservedSubject subject = ObservedSubject.model(model);
    measures.forEach(
        (measure, value) ->
            observers.gauge(new Gauge(measure, subject, () -> sum(servers, value))));
  }

  synchronized void closed(String model, ModelServer<?, ?> server) {
    Set<ModelServer<?, ?>> servers = models.get(model);
    if (servers != null) {
      servers.remove(server);
    }
  }

  private static double sum(
      Set<ModelServer<?, ?>> open, ToDoubleFunction<ModelServer<?, ?>> value) {
    return open.isEmpty() ? Double.NaN : open.stream().mapToDouble(value).sum();
  }

  private double bytes() {
    synchronized (listing) {
      long now = System.nanoTime();
      if (Double.isNaN(bytes) || now - listed > PAUSE) {
        long[] sum = {0};
        try {
          medium.blobs().list(blob -> sum[0] += blob.bytes());
          bytes = sum[0];
        } catch (LifecycleException | IllegalStateException e) {
          bytes =
              Double.NaN; // the home is closed, or a pack is corrupt, which verification reports
        }
        listed = now;
      }
      return bytes;
    }
  }
}
