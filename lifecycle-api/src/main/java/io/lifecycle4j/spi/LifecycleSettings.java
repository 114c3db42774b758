package io.lifecycle4j.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.observation.LifecycleObserver;
import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.EntrySigner;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.MediumLayer;
import io.lifecycle4j.tracking.EnvironmentAllowList;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a home; empty stands for the default.
 *
 * @param location the location of the home
 * @param medium the medium itself, instead of a location
 * @param options the options that the location is opened with
 * @param layer the layer over the medium, such as storage tiers; empty for one of the class path
 * @param backends custom backends that replace the default ones or are added to them
 * @param environment what runs record about their environment in addition to the default; empty to
 *     record no environment
 * @param systemMetrics how often system metrics are logged to runs; zero for never
 * @param clock the clock
 * @param closing the longest time that closing the home takes
 * @param observers hear what the home does
 * @param authorizer decides who may change what the registry says of a model
 */
public record LifecycleSettings(
    Optional<URI> location,
    Optional<Medium> medium,
    Set<MediumOption> options,
    Optional<MediumLayer> layer,
    Backends backends,
    Optional<EnvironmentAllowList> environment,
    Duration systemMetrics,
    InstantSource clock,
    Duration closing,
    List<LifecycleObserver> observers,
    Authorizer authorizer) {
  private static final Set<MediumOption> TO_OPEN =
      Set.of(MediumOption.MUST_EXIST, MediumOption.READ_ONLY);

  /** Checks the parts. */
  public LifecycleSettings {
    options = Set.copyOf(copy(List.copyOf(required(options, "options")), "options"));
    required(location, "location");
    required(medium, "medium");
    required(layer, "layer");
    required(backends, "backends");
    required(environment, "allow-list of the environment");
    required(systemMetrics, "interval of system metrics");
    required(clock, "clock");
    required(closing, "bound of closing");
    observers = copy(observers, "observers");
    required(authorizer, "authorizer");
  }

  /**
   * Returns these settings, if they go together.
   *
   * @return these settings
   * @throws io.lifecycle4j.error.InvalidValueException if the place is missing, or one excludes
   *     another
   */
  public LifecycleSettings checked() {
    check(
        location.isPresent() || medium.isPresent(),
        "Missing place of the home: null (give a directory, a location or a medium)");
    check(
        medium.isEmpty() || Collections.disjoint(options, TO_OPEN),
        "Invalid builder: mustExist or readOnly beside a medium (it is open already)");
    check(
        backends.locations.isEmpty() || backends.datasets.isEmpty(),
        "Invalid builder: locations beside a dataset store (give them to the store)");
    check(
        backends.signer.isEmpty() || backends.registry.isEmpty(),
        "Invalid builder: a signer beside a registry (give it to the registry)");
    return this;
  }

  /**
   * Custom backends that replace the default ones or are added to them.
   *
   * @param datasets the store of datasets
   * @param tracker the tracker of runs
   * @param registry the registry of models
   * @param detector the drift detector
   * @param engines the engines that run models; empty for those on the class path
   * @param locations opens content kept by reference that is not a local file
   * @param signer signs the entries of the registry of the home
   */
  public record Backends(
      Optional<DatasetStore> datasets,
      Optional<ExperimentTracker> tracker,
      Optional<ModelRegistry> registry,
      Optional<DriftDetector> detector,
      List<Engine> engines,
      Optional<Locations> locations,
      Optional<EntrySigner> signer) {
    /** Checks the parts. */
    public Backends {
      required(datasets, "store of datasets");
      required(tracker, "tracker of experiments");
      required(registry, "registry of models");
      required(detector, "drift detector");
      engines = copy(engines, "engines");
      required(locations, "locations");
      required(signer, "signer of entries");
    }
  }
}
