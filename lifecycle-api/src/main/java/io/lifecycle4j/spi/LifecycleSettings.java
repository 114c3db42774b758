package io.lifecycle4j.spi;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.EnvironmentAllowList;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the user chose for a home; null stands for the default.
 *
 * @param location where the home is
 * @param medium the medium itself, instead of a location
 * @param options what is allowed when the location is opened
 * @param coldStore keeps the cold tier; null for none
 * @param backends parts that replace the default ones, or stand beside them
 * @param environment what runs record of their environment, beside what they always record; null if
 *     no environment of runs is recorded at all
 * @param systemMetrics how often metrics of the system are logged to runs; zero for never
 * @param clock tells the time
 * @param closing how long closing the home takes at most
 */
public record LifecycleSettings(
    @Nullable URI location,
    @Nullable Medium medium,
    Set<MediumOption> options,
    @Nullable BlobStore coldStore,
    Backends backends,
    @Nullable EnvironmentAllowList environment,
    Duration systemMetrics,
    InstantSource clock,
    Duration closing) {
  /** Checks the parts. */
  public LifecycleSettings {
    options = Set.copyOf(copy(List.copyOf(required(options, "options")), "options"));
    required(backends, "backends");
    required(systemMetrics, "interval of system metrics");
    required(clock, "clock");
    required(closing, "bound of closing");
  }

  /**
   * Parts that replace the default ones, or stand beside them.
   *
   * @param datasets keeps data sets
   * @param tracker keeps runs
   * @param registry keeps models
   * @param detector compares windows with references
   * @param engines run models; empty for those on the class path
   * @param locations opens what is kept by reference and is no file of this machine
   */
  public record Backends(
      @Nullable DatasetStore datasets,
      @Nullable ExperimentTracker tracker,
      @Nullable ModelRegistry registry,
      @Nullable DriftDetector detector,
      List<Engine> engines,
      @Nullable Locations locations) {
    /** Copies the list. */
    public Backends {
      engines = copy(engines, "engines");
    }
  }
}
