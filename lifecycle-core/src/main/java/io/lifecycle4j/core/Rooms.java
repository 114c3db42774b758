package io.lifecycle4j.core;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.error.EndBounds;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.monitoring.HistogramDriftDetector;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.tracking.Surroundings;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.spi.LifecycleSettings;
import io.lifecycle4j.spi.LifecycleSettings.Backends;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The parts of a home.
 *
 * @param around what runs record of what is around them
 * @param bounds how long the end is waited for
 */
record Rooms(
    Medium medium,
    DatasetStore datasets,
    ExperimentTracker tracker,
    ModelRegistry registry,
    DriftDetector detector,
    Engines engines,
    Surroundings around,
    InstantSource clock,
    EndBounds bounds) {
  /** Takes the parts the user chose, and the default ones over the medium for the rest. */
  static Rooms of(Medium medium, LifecycleSettings settings) {
    Backends chosen = settings.backends();
    InstantSource clock = settings.clock();
    DatasetStore datasets = chosen.datasets();
    ExperimentTracker tracker = chosen.tracker();
    ModelRegistry registry = chosen.registry();
    DriftDetector detector = chosen.detector();
    return new Rooms(
        medium,
        datasets != null ? datasets : datasets(medium, settings),
        tracker != null ? tracker : Tracking.over(medium),
        registry != null ? registry : Registries.over(medium, clock),
        detector != null ? detector : new HistogramDriftDetector(),
        new Engines(chosen.engines()),
        around(medium, settings),
        clock,
        new EndBounds(settings.closing()));
  }

  private static Surroundings around(Medium medium, LifecycleSettings settings) {
    URI location = medium.location();
    Path disk =
        "file".equals(location.getScheme())
            ? Path.of(location)
            : Path.of(System.getProperty("user.dir", "."));
    return new Surroundings(settings.environment(), settings.systemMetrics(), disk);
  }

  private static DatasetStore datasets(Medium medium, LifecycleSettings settings) {
    Locations locations = settings.backends().locations();
    return locations == null
        ? DatasetStores.over(medium, settings.clock())
        : DatasetStores.over(medium, settings.clock(), locations);
  }
}
