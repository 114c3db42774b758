package io.lifecycle4j;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;
import static java.util.Optional.ofNullable;

import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.observation.LifecycleObserver;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.spi.LifecycleSettings;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.MediumLayer;
import io.lifecycle4j.tracking.EnvironmentAllowList;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Configures and opens a home. Every part has a default except the place: a directory, a location
 * or a medium. Setting a part twice is an error. Not thread-safe.
 */
public final class LifecycleBuilder {
  private static final Duration SHORTEST = Duration.ofMillis(100); // NewRun has the same limits
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Set<MediumOption> TO_OPEN =
      Set.of(MediumOption.MUST_EXIST, MediumOption.READ_ONLY);

  private @Nullable URI location;
  private @Nullable Medium medium;
  private @Nullable MediumLayer layer;
  private @Nullable DatasetStore datasets;
  private @Nullable ExperimentTracker tracker;
  private @Nullable ModelRegistry registry;
  private @Nullable DriftDetector detector;
  private @Nullable InstantSource clock;
  private @Nullable Locations locations;
  private @Nullable Duration systemMetrics;
  private @Nullable Duration closing;
  private boolean withoutEnvironment;
  private EnvironmentAllowList allowed = EnvironmentAllowList.none();
  private final List<Engine> engines = new ArrayList<>();
  private final List<LifecycleObserver> observers = new ArrayList<>();
  private final Set<MediumOption> options = EnumSet.noneOf(MediumOption.class);

  LifecycleBuilder() {}

  /**
   * Stores the home in a directory of a local file system.
   *
   * @param directory the directory; created if it is missing
   * @return this builder
   */
  public LifecycleBuilder directory(Path directory) {
    return location(required(directory, "directory").toUri());
  }

  /**
   * Stores the home at a location.
   *
   * @param where the location; a provider on the class path must support its scheme
   * @return this builder
   */
  public LifecycleBuilder location(URI where) {
    checkUnset(location, "builder", "place");
    checkUnset(medium, "builder", "place");
    location = required(where, "location");
    return this;
  }

  /**
   * Keeps the home in a medium. Closing the home closes the medium.
   *
   * @param where the medium
   * @return this builder
   */
  public LifecycleBuilder medium(Medium where) {
    checkUnset(location, "builder", "place");
    checkUnset(medium, "builder", "place");
    medium = required(where, "medium");
    return this;
  }

  /**
   * Allows something that is rejected by default when a directory or a location is opened.
   *
   * @param option what to allow; {@link MediumOption#MUST_EXIST} and {@link MediumOption#READ_ONLY}
   *     are rejected, because they restrict: call {@link #mustExist()} or {@link #readOnly()}
   *     instead
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidValueException if the option allows nothing
   */
  public LifecycleBuilder allow(MediumOption option) {
    check(
        !TO_OPEN.contains(required(option, "option")),
        "Invalid option: %s (it allows nothing: call mustExist() or readOnly())",
        option);
    options.add(option);
    return this;
  }

  /**
   * Opens only an existing home, so that a misspelt place is rejected. Default: a missing home is
   * created, and the creation is logged.
   *
   * @return this builder
   */
  public LifecycleBuilder mustExist() {
    checkUnset(!options.add(MediumOption.MUST_EXIST), "builder", "mustExist");
    return this;
  }

  /**
   * Opens an existing home for reading only: {@linkplain MediumOption#READ_ONLY nothing in it
   * changes}. It may therefore be on a read-only or a network file system, and other processes may
   * write it at the same time. Default: the home can be written.
   *
   * <p>Datasets, runs, models and lineage are read as usual, verification and backups work, and
   * commits of other processes become visible. A model serves the version in production; its
   * predictions are not logged. Every method that would write the home throws {@link
   * io.lifecycle4j.error.ReadOnlyException}. A custom {@link #tracker} or {@link #registry} that
   * stores elsewhere is still written.
   *
   * @return this builder
   */
  public LifecycleBuilder readOnly() {
    checkUnset(!options.add(MediumOption.READ_ONLY), "builder", "readOnly");
    return this;
  }

  /**
   * Sets a layer over the medium, such as the storage tiers of {@code lifecycle-tiers}. Default:
   * the layer on the class path without settings, or none.
   *
   * @param over the layer, for this home only
   * @return this builder
   */
  public LifecycleBuilder layer(MediumLayer over) {
    checkUnset(layer, "builder", "layer");
    layer = required(over, "layer");
    return this;
  }

  /**
   * Stores datasets in another store. Default: in the home.
   *
   * @param store the store
   * @return this builder
   */
  public LifecycleBuilder datasets(DatasetStore store) {
    checkUnset(datasets, "builder", "dataset store");
    datasets = required(store, "dataset store");
    return this;
  }

  /**
   * Opens content that datasets keep by reference and that is not a local file: in an object store
   * or on a web server. Each read opens the content again; if it changed since the snapshot, the
   * read throws {@link io.lifecycle4j.error.StaleDataException}. Default: only local files.
   *
   * @param source opens locations; thread-safe
   * @return this builder
   */
  public LifecycleBuilder locations(Locations source) {
    checkUnset(locations, "builder", "locations");
    locations = required(source, "locations");
    return this;
  }

  /**
   * Stores runs in another tracker. Default: in the home.
   *
   * @param other the tracker
   * @return this builder
   */
  public LifecycleBuilder tracker(ExperimentTracker other) {
    checkUnset(tracker, "builder", "tracker");
    tracker = required(other, "tracker");
    return this;
  }

  /**
   * Stores models in another registry. Closing the home closes it. Default: in the home.
   *
   * @param other the registry
   * @return this builder
   */
  public LifecycleBuilder registry(ModelRegistry other) {
    checkUnset(registry, "builder", "registry");
    registry = required(other, "registry");
    return this;
  }

  /**
   * Detects drift in another way. Default: histograms on the quantiles of the reference.
   *
   * @param other the detector
   * @return this builder
   */
  public LifecycleBuilder detector(DriftDetector other) {
    checkUnset(detector, "builder", "drift detector");
    detector = required(other, "drift detector");
    return this;
  }

  /**
   * Adds an engine. Default: every engine on the class path.
   *
   * @param engine the engine
   * @return this builder
   */
  public LifecycleBuilder engine(Engine engine) {
    engines.add(required(engine, "engine"));
    return this;
  }

  /**
   * Records these environment variables with each run, except those whose name suggests a secret.
   * Default: only those that affect how an engine computes, such as {@code OMP_NUM_THREADS}.
   *
   * @param names the names
   * @return this builder
   */
  public LifecycleBuilder recordVariables(String... names) {
    allowed = allowed.withVariables(names);
    return this;
  }

  /**
   * Records these system properties with each run, with the same exception as for {@linkplain
   * #recordVariables variables}. Default: only those that affect how an engine computes.
   *
   * @param names the names
   * @return this builder
   */
  public LifecycleBuilder recordProperties(String... names) {
    allowed = allowed.withProperties(names);
    return this;
  }

  /**
   * Records the text of the git diff of these files with each run, at most 262,144 characters.
   * Default: no text, only the hash and the size of the whole diff.
   *
   * @param patterns paths below the root of the repository, such as {@code src/**}; {@code *}
   *     matches any characters except a slash, {@code **} any directories
   * @return this builder
   */
  public LifecycleBuilder recordDiffs(String... patterns) {
    allowed = allowed.withDiffs(patterns);
    return this;
  }

  /**
   * Records no environment with runs: nothing about the machine, the libraries, the sources, the
   * settings or the user. It also turns {@linkplain #systemMetrics system metrics} off unless they
   * are set. Default: each run records its environment, unless the run turns that off.
   *
   * @return this builder
   */
  public LifecycleBuilder withoutEnvironment() {
    checkUnset(withoutEnvironment, "builder", "withoutEnvironment");
    withoutEnvironment = true;
    return this;
  }

  /**
   * Logs processor, memory, heap, garbage collection, threads and disk to each active run, as
   * metrics whose names begin with {@code system/}, unless the {@linkplain
   * io.lifecycle4j.tracking.NewRun#systemMetrics run} overrides it. A run shorter than the interval
   * has none. Default: every 10 seconds.
   *
   * @param interval the interval, from 100 milliseconds to a day; zero for never
   * @return this builder
   */
  public LifecycleBuilder systemMetrics(Duration interval) {
    checkUnset(systemMetrics, "builder", "interval of system metrics");
    check(
        required(interval, "interval of system metrics").isZero()
            || (interval.compareTo(SHORTEST) >= 0 && interval.compareTo(LONGEST) <= 0),
        "Invalid interval of system metrics: %s (must be zero, or from %s to %s)",
        interval,
        SHORTEST,
        LONGEST);
    systemMetrics = interval;
    return this;
  }

  /**
   * Adds an observer, which is called when operations start and end, and can read gauges: a binding
   * to a metrics or tracing library. Default: none.
   *
   * @param observer the observer; thread-safe
   * @return this builder
   */
  public LifecycleBuilder observer(LifecycleObserver observer) {
    observers.add(required(observer, "observer"));
    return this;
  }

  /**
   * Sets the clock. Default: the system clock.
   *
   * @param source the clock
   * @return this builder
   */
  public LifecycleBuilder clock(InstantSource source) {
    checkUnset(clock, "builder", "clock");
    clock = required(source, "clock");
    return this;
  }

  /**
   * Bounds how long {@link Lifecycle#close} takes, even if a disk, a call or a listener hangs.
   * Ending a run, also when the JVM shuts down, takes at most a sixth of the bound. Default: a
   * minute, of which calls in progress have 35 seconds.
   *
   * @param bound the bound, from 100 milliseconds to a day; where a process is killed after a grace
   *     period, shorter than that period
   * @return this builder
   */
  public LifecycleBuilder closeWithin(Duration bound) {
    checkUnset(closing, "builder", "bound of closing");
    check(
        required(bound, "bound of closing").compareTo(SHORTEST) >= 0
            && bound.compareTo(LONGEST) <= 0,
        "Invalid bound of closing: %s (must be from %s to %s)",
        bound,
        SHORTEST,
        LONGEST);
    closing = bound;
    return this;
  }

  /**
   * Opens the home, and creates it if it is missing, unless it {@linkplain #mustExist must exist}
   * or is opened {@linkplain #readOnly read-only}.
   *
   * @return the home; close it
   * @throws io.lifecycle4j.error.InvalidValueException if no place was chosen
   * @throws NotFoundException if {@code lifecycle-core} or the provider of a scheme is not on the
   *     class path, or if the home does not exist, but {@linkplain #mustExist must exist} or is
   *     opened {@linkplain #readOnly read-only}
   * @throws io.lifecycle4j.error.LifecycleException if it cannot be opened; nothing was changed
   */
  public Lifecycle open() {
    check(
        location != null || medium != null,
        "Missing place of the home: null (give a directory, a location or a medium)");
    check(
        medium == null || Collections.disjoint(options, TO_OPEN),
        "Invalid builder: mustExist or readOnly beside a medium (it is open already)");
    check(
        locations == null || datasets == null,
        "Invalid builder: locations beside a dataset store (give them to the store)");
    check(
        !withoutEnvironment || allowed.equals(EnvironmentAllowList.none()),
        "Invalid builder: variables, properties or diffs to record, and no environment (choose one)");
    return Provider.find()
        .open(
            new LifecycleSettings(
                ofNullable(location),
                ofNullable(medium),
                options,
                ofNullable(layer),
                new LifecycleSettings.Backends(
                    ofNullable(datasets),
                    ofNullable(tracker),
                    ofNullable(registry),
                    ofNullable(detector),
                    engines,
                    ofNullable(locations)),
                withoutEnvironment ? Optional.empty() : Optional.of(allowed),
                systemMetrics(),
                clock == null ? InstantSource.system() : clock,
                closing == null ? Duration.ofMinutes(1) : closing,
                observers));
  }

  private Duration systemMetrics() {
    Duration usual = withoutEnvironment ? Duration.ZERO : Duration.ofSeconds(10);
    return systemMetrics == null ? usual : systemMetrics;
  }
}
