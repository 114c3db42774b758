package io.lifecycle4j.core;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.observation.Gauge;
import io.lifecycle4j.observation.ObservedSubject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Shows observers what is known of the models of a home: drift, alerts, shadows, live quality. A
 * gauge holds for every opening of its model, so it is shown once. Thread-safe.
 */
final class HomeFigures {
  private final Observers observers;
  private final InstantSource clock;

  /** By the name of the model. */
  private final Map<String, Openings> models = new HashMap<>();

  HomeFigures(Observers observers, InstantSource clock) {
    this.observers = observers;
    this.clock = clock;
  }

  /** Measures a model until the result is closed; nothing is read before a gauge is. */
  ModelFigures opened(String name, ManagedModel<?, ?> model) {
    Optional<Duration> period = observers.liveQuality();
    if (observers.isEmpty()) {
      return new ModelFigures(name, model, period, clock, keys -> {}, figures -> {});
    }
    Openings openings;
    synchronized (this) {
      openings = models.computeIfAbsent(name, Openings::new);
    }
    ModelFigures figures =
        new ModelFigures(name, model, period, clock, openings::show, openings::remove);
    openings.add(figures);
    return figures;
  }

  /** The open figures of a model, and what of them is shown. Thread-safe. */
  private final class Openings {
    private final ObservedSubject subject;

    /** The newest is the last. */
    private final List<ModelFigures> open = new ArrayList<>();

    private final Set<ModelFigures.Key> shown = new HashSet<>();

    Openings(String name) {
      subject = ObservedSubject.model(name);
    }

    void add(ModelFigures figures) {
      synchronized (this) {
        open.add(figures);
      }
      show(figures.keys());
    }

    synchronized void remove(ModelFigures figures) {
      open.remove(figures);
    }

    /** Shows the gauges that are new. */
    void show(Collection<ModelFigures.Key> keys) {
      for (ModelFigures.Key key : keys) {
        boolean isNew;
        synchronized (this) {
          isNew = shown.add(key);
        }
        if (isNew) {
          observers.gauge(new Gauge(key.measure(), subject, key.part(), () -> value(key)));
        }
      }
    }

    private double value(ModelFigures.Key key) {
      ModelFigures newest;
      synchronized (this) {
        newest = open.isEmpty() ? null : open.get(open.size() - 1);
      }
      return newest == null ? Double.NaN : newest.value(key);
    }
  }
}
