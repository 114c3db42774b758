package io.lifecycle4j.core;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.error.EndBounds;
import io.lifecycle4j.core.evaluation.Holdouts;
import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.core.maintenance.HomeMaintenance;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.monitoring.CalibratedDetector;
import io.lifecycle4j.core.monitoring.HistogramDriftDetector;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.tracking.Surroundings;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.spi.LifecycleSettings;
import io.lifecycle4j.spi.LifecycleSettings.Backends;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The parts of a home.
 *
 * @param holdouts what opens held-out rows, with the one ledger of the home
 * @param pace how often versions are loaded that cannot be loaded, and decisions wait for them
 * @param authorizer decides who may change what the registry says of a model
 * @param bounds how long closing waits for each part
 */
record Rooms(
    Medium medium,
    DatasetStore datasets,
    Holdouts holdouts,
    ExperimentTracker tracker,
    ModelRegistry registry,
    DriftDetector detector,
    Engines engines,
    Surroundings around,
    InstantSource clock,
    Pace pace,
    EndBounds bounds,
    Observers observers,
    Authorizer authorizer) {
  /** Returns the parts the user chose, with the default over the medium for each other one. */
  static Rooms of(Medium medium, LifecycleSettings settings) {
    Backends chosen = settings.backends();
    InstantSource clock = settings.clock();
    DatasetStore datasets = chosen.datasets().orElseGet(() -> datasets(medium, settings));
    return new Rooms(
        medium,
        datasets,
        new Holdouts(datasets, medium, clock),
        chosen.tracker().orElseGet(() -> Tracking.over(medium)),
        chosen
            .registry()
            .map(other -> Registries.checked(other, clock))
            .orElseGet(() -> Registries.over(medium, clock, chosen.signer().orElse(null))),
        chosen.detector().map(CalibratedDetector::of).orElseGet(HistogramDriftDetector::new),
        new Engines(chosen.engines()),
        around(medium, settings),
        clock,
        Pace.DEFAULT,
        new EndBounds(settings.closing()),
        Observers.of(settings.observers()),
        settings.authorizer());
  }

  /** Returns what decides about a model, and nothing else does. */
  Decisions decisions(String model) {
    return new Decisions(model, registry, authorizer, Decisions.LOG);
  }

  private static Surroundings around(Medium medium, LifecycleSettings settings) {
    URI location = medium.location();
    Path disk =
        "file".equals(location.getScheme())
            ? Path.of(location)
            : Path.of(System.getProperty("user.dir", "."));
    return new Surroundings(settings.environment().orElse(null), settings.systemMetrics(), disk);
  }

  private static DatasetStore datasets(Medium medium, LifecycleSettings settings) {
    return DatasetStores.over(
        medium,
        settings.clock(),
        settings.backends().locations(),
        HomeMaintenance.references(medium));
  }
}
