package io.lifecycle4j.core.loading;

import static java.util.Objects.requireNonNull;

import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.model.HeldFiles;
import io.lifecycle4j.core.model.ModelProbe;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads versions of one model, whatever for: nothing else in a process runs an engine that loads
 * one to answer. Thread-safe.
 *
 * <p>A load that may end the process is marked, one that did so before is refused, and so is one
 * that cannot fit into memory. Each load has a thread of its own, since a disk or an engine that
 * hangs must block only the callers that wait for that version. When {@value #MAX_ABANDONED}
 * abandoned loads of one purpose are in progress, no other begins until one of them ends.
 */
public final class VersionLoads implements AutoCloseable {
  /** The limit of abandoned loads in progress. */
  static final int MAX_ABANDONED = 4;

  private static final Logger LOG = LoggerFactory.getLogger(VersionLoads.class);
  private static final Duration END = Duration.ofSeconds(5);

  private final String model;
  private final IntFunction<ModelVersion> versions;
  private final Engines engines;
  private final Engine.Files files;
  private final LoadMarkers markers;
  private final SkippedVersions skipped;
  private final Duration patience;
  private final Pace pace;

  /** Loads in progress, and those whose result nobody has taken yet; some more may be left. */
  private final Set<VersionLoad<?>> loads = ConcurrentHashMap.newKeySet();

  /** That of the thread that opened the model, which finds the application's own steps. */
  private final @Nullable ClassLoader context = Thread.currentThread().getContextClassLoader();

  private volatile boolean closed;

  /** Why a version is loaded. Loads that hang for one purpose do not prevent those for another. */
  public enum Purpose {
    /** To answer requests. */
    SERVE,
    /** To answer if the version that serves fails. */
    STAND_BY,
    /** To predict beside the version that serves. */
    SHADOW,
    /** To answer rows of the log again. */
    REPEAT,
    /** To be scored on held-out rows. */
    JUDGE
  }

  /** What a load makes of a version. */
  public interface Held {
    /** Frees it once no call uses it. */
    void retire();
  }

  /** A network, and the engine that runs it. */
  public record Network(ModelVersion version, String engine, LoadedModel model) implements Held {
    @Override
    public void retire() {
      Engines.free(version.label(), model);
    }
  }

  /**
   * Loads nothing yet; uses the context class loader of the calling thread.
   *
   * @param versions finds a registered version
   * @param home receives the marks of loads; one that is read-only is only read
   * @param pace that of those who load a version again and again
   */
  public VersionLoads(
      String model,
      IntFunction<ModelVersion> versions,
      Engines engines,
      Engine.Files files,
      Medium home,
      InstantSource clock,
      Pace pace) {
    this(model, versions, engines, files, new LoadMarkers(home, clock), END, pace);
  }

  VersionLoads(
      String model,
      IntFunction<ModelVersion> versions,
      Engines engines,
      Engine.Files files,
      LoadMarkers markers,
      Duration patience,
      Pace pace) {
    this.model = model;
    this.versions = versions;
    this.engines = engines;
    this.files = files;
    this.markers = markers;
    this.skipped = new SkippedVersions(model, markers);
    this.patience = patience;
    this.pace = pace;
  }

  /** Returns whether this is a journal of loads, which needs no blobs. */
  public static boolean owns(String journal) {
    return LoadMarkers.owns(journal);
  }

  /** Returns the pace at which a version is loaded again that cannot be loaded. */
  public Pace pace() {
    return pace;
  }

  /** Returns the engines that load versions. */
  public Engines engines() {
    return engines;
  }

  /** Skips the versions whose last load has ended its process, once for each such load. */
  public void readSkipped() {
    skipped.read();
  }

  /** Returns whether a version is not loaded, whatever for. */
  public boolean isSkipped(int version) {
    return skipped.contains(version);
  }

  /** Throws a ModelUnavailableException if a version is skipped for a purpose. */
  public void checkSkipped(int version, Purpose purpose) {
    skipped.check(version, purpose);
  }

  /** Loads a version again that is skipped, since somebody asks for it. */
  public void unskip(int version) {
    skipped.remove(version);
  }

  /** Returns whether there is certainly memory to load a version beside others. */
  public boolean hasRoom(int version, IntStream others) {
    ModelVersion next = versions.apply(version);
    boolean isFree = isNative(next) || LoadMemory.fitTwice(Stream.of(next), LoadMemory.freeHeap());
    return isFree && hasRoomStill(version, others);
  }

  /** Returns whether there is certainly memory for a version beside others, once it is loaded. */
  public boolean hasRoomStill(int version, IntStream others) {
    ModelVersion next = versions.apply(version);
    Stream<ModelVersion> all = Stream.concat(Stream.of(next), others.mapToObj(versions));
    return LoadMemory.fitTwice(all, isNative(next) ? LoadMemory.besideHeap() : LoadMemory.heap());
  }

  private boolean isNative(ModelVersion version) {
    return engines.find(version.manifest().artifact().format()).isNative();
  }

  /**
   * Loads a network on the calling thread, with the engine that serves it.
   *
   * @param then makes what is needed of it, such as what warms it; if this throws, it is freed
   * @throws LifecycleException if the version is skipped, does not fit into memory, or cannot be
   *     loaded
   */
  public <L> L open(ModelVersion version, Purpose purpose, Function<? super Network, L> then) {
    return open(version, purpose, engines, then);
  }

  /**
   * Loads a network like {@link #open(ModelVersion, Purpose, Function)}, with one of other engines.
   */
  public <L> L open(
      ModelVersion version, Purpose purpose, Engines by, Function<? super Network, L> then) {
    skipped.check(version.number(), purpose);
    List<LoadMarkers.Mark> marks = new ArrayList<>();
    try {
      return then(open(version, purpose, by, marks), then);
    } finally {
      marks.forEach(LoadMarkers.Mark::close); // what is made of it may run native code too
    }
  }

  private Network open(
      ModelVersion version, Purpose purpose, Engines with, List<LoadMarkers.Mark> marks) {
    AtomicReference<String> engine = new AtomicReference<>("");
    LoadedModel loaded =
        with.load(
            version.label(),
            version.manifest(),
            files,
            by -> {
              engine.set(by.name());
              before(version, purpose, by, marks);
            });
    return new Network(version, requireNonNull(engine.get()), loaded);
  }

  private static <L> L then(Network network, Function<? super Network, L> then) {
    boolean made = false;
    try {
      L result = then.apply(network);
      made = true;
      return result;
    } finally {
      if (!made) {
        network.retire();
      }
    }
  }

  private void before(
      ModelVersion version, Purpose purpose, Engine engine, List<LoadMarkers.Mark> marks) {
    LoadMemory.check(version, LoadMemory.most(engine.isNative()));
    if (engine.isNative()) {
      LoadMarkers.@Nullable Mark mark = markers.begin(model, version.number(), purpose);
      if (mark != null) {
        marks.add(mark);
      }
    }
  }

  /**
   * Begins to load a version.
   *
   * @param how loads it on the thread of the load
   * @param ended runs after the end, on the thread of the load
   * @return the load; take what it has loaded, or abandon it
   * @throws OverloadedException if too many abandoned loads have not ended
   */
  public <L extends Held> VersionLoad<L> begin(
      int version,
      Purpose purpose,
      BiFunction<? super ModelVersion, Purpose, L> how,
      Consumer<? super VersionLoad<L>> ended) {
    checkOpen();
    skipped.check(version, purpose); // before a thread is started
    checkRoom(version, purpose);
    VersionLoad<L> load =
        new VersionLoad<>(
            model + ":" + version,
            purpose,
            () -> how.apply(versions.apply(version), purpose),
            ended,
            context);
    loads.add(load);
    load.start();
    if (closed) { // this may have been closed before the load was added
      load.abandon();
    }
    return load;
  }

  private void checkRoom(int version, Purpose purpose) {
    loads.removeIf(VersionLoad::isDone);
    long abandoned =
        loads.stream()
            .filter(load -> load.purpose() == purpose && load.isAbandoned() && !load.isOver())
            .count();
    if (abandoned >= MAX_ABANDONED) {
      throw new OverloadedException(
          String.format(
              "Cannot load %s:%s: %s loads that were given up have not ended (must be below %s;"
                  + " see what the threads lifecycle4j-load-%s wait for)",
              model, version, abandoned, MAX_ABANDONED, model));
    }
  }

  /**
   * Loads a version and waits for it.
   *
   * @return what was loaded, which the caller owns
   * @throws LifecycleException what the load threw, in a {@link
   *     io.lifecycle4j.error.ModelUnavailableException} unless it is of the library
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted; the
   *     load is abandoned
   * @throws OverloadedException if too many abandoned loads have not ended, or if this one does not
   *     end as long as patience lasts; it is abandoned
   * @throws ClosedException if this is closed, also while it waits
   */
  public <L extends Held> L load(
      int version, Purpose purpose, BiFunction<? super ModelVersion, Purpose, L> how) {
    VersionLoad<L> load = begin(version, purpose, how, over -> {});
    boolean taken = false;
    try {
      boolean inTime = load.await(pace.patience());
      L loaded = load.take();
      taken = loaded != null;
      if (loaded != null) {
        return loaded;
      }
      checkOpen();
      throw inTime ? load.failure() : late(version);
    } finally {
      if (!taken) {
        load.abandon();
      }
    }
  }

  private OverloadedException late(int version) {
    String label = model + ":" + version;
    return new OverloadedException(
        String.format(
            "Cannot load %s: it is not loaded after %s (see what the threads lifecycle4j-load-%s"
                + " wait for; then try again, or do it in another process that has the model open)",
            label, pace.patience(), label));
  }

  /**
   * Loads a version like {@link #load(int, Purpose, BiFunction)}.
   *
   * @param verb what it is loaded for, as in "Cannot …"
   * @throws io.lifecycle4j.error.ModelUnavailableException also if its files are damaged: the
   *     message says what to do about that
   */
  public <L extends Held> L load(
      String verb, int version, Purpose purpose, BiFunction<? super ModelVersion, Purpose, L> how) {
    try {
      return load(version, purpose, how);
    } catch (CorruptDataException e) {
      String label = model + ":" + version;
      throw Engines.damaged(verb + " " + label, label, e);
    }
  }

  /** Loads a version that somebody asks for, even if its last load ended the process. */
  public <L extends Held> L loadAgain(
      String verb, int version, Purpose purpose, BiFunction<? super ModelVersion, Purpose, L> how) {
    unskip(version);
    return load(verb, version, purpose, how);
  }

  /**
   * Runs the golden rows of a version in a separate JVM, which nothing of this process loads.
   *
   * @throws LifecycleException if it fails there, or no such JVM can be started
   */
  public void runInChildJvm(ModelVersion version) {
    ModelArtifact artifact = version.manifest().artifact();
    ModelProbe.again(version.label(), this::checkOpen)
        .run(
            engines.find(artifact.format()),
            artifact,
            HeldFiles.of(artifact, files),
            ModelProbe.rows(version.manifest().golden(), artifact.signature()),
            List.of(),
            0);
  }

  private void checkOpen() {
    if (closed) {
      throw new ClosedException("The model " + model + " is closed");
    }
  }

  /**
   * Abandons every load, and waits at most five seconds for their ends. What is loaded later is
   * freed.
   */
  @Override
  public void close() {
    closed = true;
    try (markers) {
      List<VersionLoad<?>> open = new ArrayList<>(loads);
      open.forEach(VersionLoad::abandon);
      long end = System.nanoTime() + patience.toNanos();
      open.forEach(load -> load.join(Duration.ofNanos(end - System.nanoTime())));
      long left = loads.stream().filter(load -> !load.isOver()).count();
      if (left > 0) {
        LOG.warn("{} loads of {} have not ended: what they load is freed then", left, model);
      }
    }
  }
}
