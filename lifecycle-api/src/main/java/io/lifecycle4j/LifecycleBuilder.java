package io.lifecycle4j;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;
import static java.util.Optional.ofNullable;

import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.spi.LifecycleSettings;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
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
 * Chooses the parts of a home. Every part has a default but the place: a directory, a location or a
 * medium. Setting a part twice is an error. Not thread-safe.
 */
public final class LifecycleBuilder {
  private static final Duration SHORTEST = Duration.ofMillis(100); // of a run's, too
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Set<MediumOption> TO_OPEN =
      Set.of(MediumOption.MUST_EXIST, MediumOption.READ_ONLY);

  private @Nullable URI location;
  private @Nullable Medium medium;
  private @Nullable BlobStore coldStore;
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
  private final Set<MediumOption> options = EnumSet.noneOf(MediumOption.class);

  LifecycleBuilder() {}

  /**
   * Keeps the home in a directory of a local file system.
   *
   * @param directory the directory; created when it is missing
   * @return this builder
   */
  public LifecycleBuilder directory(Path directory) {
    return location(required(directory, "directory").toUri());
  }

  /**
   * Keeps the home at a location.
   *
   * @param where the location; a provider on the class path knows its scheme
   * @return this builder
   */
  public LifecycleBuilder location(URI where) {
    checkUnset(location, "builder", "place");
    checkUnset(medium, "builder", "place");
    location = required(where, "location");
    return this;
  }

  /**
   * Keeps the home in a medium. The home closes it.
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
   * Allows something that is refused by default when a directory or a location is opened.
   *
   * @param option what is allowed, and what is promised then; not {@link MediumOption#MUST_EXIST}
   *     and {@link MediumOption#READ_ONLY}, which allow nothing: call {@link #mustExist()} or
   *     {@link #readOnly()}
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidValueException if it is no option that allows something
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
   * Opens only a home that is there already, so that a misspelt place is refused. Default: where
   * there is no home, one is created, and the log says so.
   *
   * @return this builder
   */
  public LifecycleBuilder mustExist() {
    checkUnset(!options.add(MediumOption.MUST_EXIST), "builder", "mustExist");
    return this;
  }

  /**
   * Opens a home that is there already only to read it: {@linkplain MediumOption#READ_ONLY nothing
   * in it changes}, so that it may lie where nothing may be written, on a network file system too,
   * and others may write it meanwhile. Default: the home is written.
   *
   * <p>Data sets, runs, models, lineage, verification and backups are read as ever, and follow what
   * others commit. A model serves what is in production; its predictions are not logged. Whatever
   * would write the home throws a {@link io.lifecycle4j.error.ReadOnlyException}. What is kept
   * elsewhere, as by a {@link #tracker} or {@link #registry} of one's own, is written there.
   *
   * @return this builder
   */
  public LifecycleBuilder readOnly() {
    checkUnset(!options.add(MediumOption.READ_ONLY), "builder", "readOnly");
    return this;
  }

  /**
   * Keeps the cold tier of data set versions in another blob store, such as that of a medium on a
   * slower disk. The home reads there what it moved there, so it is given each time the home is
   * opened. Default: none.
   *
   * <p>The store is given an id the first time, which the home remembers: as long as bytes of the
   * home lie there, {@link #open} throws an {@link io.lifecycle4j.error.InvalidValueException} if
   * it is given another store, an empty one or a copy that is older than the id, before it reads or
   * writes anything. A whole copy of the store is the same store.
   *
   * <p>Several homes may share it: each knows what it put there, and touches nothing else. But a
   * home and a copy of it are the same home: only one of them may collect garbage. If the store is
   * that of a home, that home itself knows nothing of what others put there: its own garbage must
   * not be collected.
   *
   * @param store the store, not that of this home; the home does not close it
   * @return this builder
   */
  public LifecycleBuilder coldStore(BlobStore store) {
    checkUnset(coldStore, "builder", "cold store");
    coldStore = required(store, "cold store");
    return this;
  }

  /**
   * Keeps data sets elsewhere. Default: in the home.
   *
   * @param store the store
   * @return this builder
   */
  public LifecycleBuilder datasets(DatasetStore store) {
    checkUnset(datasets, "builder", "data set store");
    datasets = required(store, "data set store");
    return this;
  }

  /**
   * Opens what data sets keep by reference and is no file of this machine: in an object store, on a
   * web server. It is asked again at each reading; what changed since the snapshot is refused with
   * a {@link io.lifecycle4j.error.StaleDataException}. Default: only files of this machine.
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
   * Keeps runs elsewhere. Default: in the home.
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
   * Keeps models elsewhere. Default: in the home. The home closes the registry.
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
   * Compares windows in another way. Default: histograms on the quantiles of the reference.
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
   * Records these environment variables with each run, but no value whose name is that of a secret.
   * Default: only those that decide how an engine computes, such as {@code OMP_NUM_THREADS}.
   *
   * @param names the names
   * @return this builder
   */
  public LifecycleBuilder recordVariables(String... names) {
    allowed = allowed.withVariables(names);
    return this;
  }

  /**
   * Records these system properties with each run, as {@linkplain #recordVariables variables}.
   * Default: only those that decide how an engine computes.
   *
   * @param names the names
   * @return this builder
   */
  public LifecycleBuilder recordProperties(String... names) {
    allowed = allowed.withProperties(names);
    return this;
  }

  /**
   * Records the text of the git diff of these files with each run, 262,144 characters of it at
   * most. Default: no text, only the hash and the size of the whole diff.
   *
   * @param patterns paths below the root of the repository, such as {@code src/**}; a {@code *}
   *     stands for no slash, a {@code **} for any directories
   * @return this builder
   */
  public LifecycleBuilder recordDiffs(String... patterns) {
    allowed = allowed.withDiffs(patterns);
    return this;
  }

  /**
   * Records no environment with runs: nothing of the machine, the libraries, the sources, the
   * settings or the user, and logs no {@linkplain #systemMetrics metrics of the system} unless they
   * are asked for. Default: each run records one, unless it asks not to.
   *
   * @return this builder
   */
  public LifecycleBuilder withoutEnvironment() {
    checkUnset(withoutEnvironment, "builder", "withoutEnvironment");
    withoutEnvironment = true;
    return this;
  }

  /**
   * Logs processor, memory, heap, garbage collection, threads and disk to each run that goes on, as
   * metrics that begin with {@code system/}, unless the {@linkplain
   * io.lifecycle4j.tracking.NewRun#systemMetrics run} says otherwise. A run shorter than the
   * interval has none. Default: every 10 seconds.
   *
   * @param interval how often, from 100 milliseconds to a day; zero for never
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
   * Tells the time. Default: the clock of the system.
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
   * Bounds how long {@link Lifecycle#close} takes, whatever hangs: a disk, a call, a listener. The
   * end of a run, also when the JVM is told to stop, takes a sixth of it at most. Default: a
   * minute, of which calls under way have 35 seconds.
   *
   * @param bound the bound, from 100 milliseconds to a day; where a process is killed some time
   *     after it is told to stop, shorter than that time
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
   * Opens the home, and creates it when it is missing, unless it {@linkplain #mustExist must exist}
   * or is {@linkplain #readOnly only read}.
   *
   * @return the home; close it
   * @throws io.lifecycle4j.error.InvalidValueException if no place was chosen
   * @throws NotFoundException if {@code lifecycle-core} or the provider of a scheme is not on the
   *     class path, or the home {@linkplain #mustExist must exist}, or is {@linkplain #readOnly
   *     only read}, and does not exist
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
        "Invalid builder: locations beside a data set store (give them to the store)");
    check(
        !withoutEnvironment || allowed.equals(EnvironmentAllowList.none()),
        "Invalid builder: variables, properties or diffs to record, and no environment (choose one)");
    return Provider.find()
        .open(
            new LifecycleSettings(
                ofNullable(location),
                ofNullable(medium),
                options,
                ofNullable(coldStore),
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
                closing == null ? Duration.ofMinutes(1) : closing));
  }

  private Duration systemMetrics() {
    Duration usual = withoutEnvironment ? Duration.ZERO : Duration.ofSeconds(10);
    return systemMetrics == null ? usual : systemMetrics;
  }
}
