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
import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.EntrySigner;
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
  private Authorizer authorizer = Authorizer.ALL;
  private @Nullable EntrySigner signer;
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
    checkUnset(location != null || medium != null, "builder", "place");
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
    checkUnset(location != null || medium != null, "builder", "place");
    medium = required(where, "medium");
    return this;
  }

  /**
   * Allows something that is rejected by default when a directory or a location is opened.
   *
   * @param option what to allow
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidValueException if the option allows nothing: {@link
   *     #mustExist()} and {@link #readOnly()} restrict
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
   * Opens only an existing home. Default: a missing home is created, and that is logged.
   *
   * @return this builder
   */
  public LifecycleBuilder mustExist() {
    checkUnset(!options.add(MediumOption.MUST_EXIST), "builder", "mustExist");
    return this;
  }

  /**
   * Opens an existing home for reading only: {@linkplain MediumOption#READ_ONLY nothing in it
   * changes}, and others may write it at the same time. Default: the home can be written.
   *
   * <p>A model serves the version in production; its predictions are not logged. Every method that
   * would write the home throws {@link io.lifecycle4j.error.ReadOnlyException}. A custom {@link
   * #tracker} or {@link #registry} that stores elsewhere is still written.
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
   * Stores datasets elsewhere. Default: in the home.
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
   * Opens content that datasets keep by reference and that is not a local file; a read throws
   * {@link io.lifecycle4j.error.StaleDataException} if it changed. Default: only local files.
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
   * Asks before somebody changes what the registry says of a model. Default: everybody may.
   *
   * @param rule decides who may do what; thread-safe
   * @return this builder
   */
  public LifecycleBuilder authorizer(Authorizer rule) {
    checkUnset(authorizer != Authorizer.ALL, "builder", "authorizer");
    authorizer = required(rule, "authorizer");
    return this;
  }

  /**
   * Signs each entry that this process adds to the audit trail. From the first one on, a process
   * without a signer cannot add entries: {@link io.lifecycle4j.registry.AuditTrail#endSigning} ends
   * that. Default: entries are only linked.
   *
   * @param with signs; used by one thread at a time
   * @return this builder
   */
  public LifecycleBuilder signer(EntrySigner with) {
    checkUnset(signer, "builder", "signer");
    signer = required(with, "signer");
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
   * Records these system properties with each run, like {@linkplain #recordVariables variables}.
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
   * @param patterns such as {@code src/**}: {@code *} has no slash, {@code **} any directories
   * @return this builder
   */
  public LifecycleBuilder recordDiffs(String... patterns) {
    allowed = allowed.withDiffs(patterns);
    return this;
  }

  /**
   * Records no environment with runs, and no system metrics unless they are set. Default: both.
   *
   * @return this builder
   */
  public LifecycleBuilder withoutEnvironment() {
    checkUnset(withoutEnvironment, "builder", "withoutEnvironment");
    withoutEnvironment = true;
    return this;
  }

  /**
   * Logs processor, memory, heap, collections, threads and disk to each active run, as metrics
   * {@code system/…}, unless the run overrides it. Default: every 10 seconds.
   *
   * @param interval the interval, from 100 milliseconds to a day; zero for never
   * @return this builder
   */
  public LifecycleBuilder systemMetrics(Duration interval) {
    checkUnset(systemMetrics, "builder", "interval of system metrics");
    if (!required(interval, "interval of system metrics").isZero()) {
      checkTime("interval of system metrics", interval, "zero, or ");
    }
    systemMetrics = interval;
    return this;
  }

  /**
   * Adds an observer of operations and gauges, such as a metrics library. Default: none.
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
   * Bounds how long {@link Lifecycle#close} takes, whatever hangs, and ending a run, to a sixth of
   * that. Default: a minute, 35 seconds of it for calls.
   *
   * @param bound from 100 milliseconds to a day; below the grace period before a kill
   * @return this builder
   */
  public LifecycleBuilder closeWithin(Duration bound) {
    checkUnset(closing, "builder", "bound of closing");
    checkTime("bound of closing", required(bound, "bound of closing"), "");
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
   *     class path, or if the home does not exist, but must
   * @throws io.lifecycle4j.error.LifecycleException if it cannot be opened; nothing was changed
   */
  public Lifecycle open() {
    check(
        !withoutEnvironment || allowed.equals(EnvironmentAllowList.none()),
        "Invalid builder: values of the environment to record, and no environment (choose one)");
    Duration usual = withoutEnvironment ? Duration.ZERO : Duration.ofSeconds(10);
    LifecycleSettings settings =
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
                    ofNullable(locations),
                    ofNullable(signer)),
                withoutEnvironment ? Optional.empty() : Optional.of(allowed),
                ofNullable(systemMetrics).orElse(usual),
                clock == null ? InstantSource.system() : clock,
                closing == null ? Duration.ofMinutes(1) : closing,
                observers,
                authorizer)
            .checked();
    return Provider.find().open(settings);
  }

  private static void checkTime(String what, Duration time, String or) {
    check(
        time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0,
        "Invalid %s: %s (must be %sfrom %s to %s)",
        what,
        time,
        or,
        SHORTEST,
        LONGEST);
  }
}
