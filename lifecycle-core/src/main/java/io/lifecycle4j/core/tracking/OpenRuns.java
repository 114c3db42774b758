package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.error.EndBounds;
import io.lifecycle4j.core.error.Ending;
import io.lifecycle4j.core.error.Ending.Step;
import io.lifecycle4j.core.error.ShutdownHook;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.core.tracking.environment.CaptureSettings;
import io.lifecycle4j.core.tracking.environment.EnvironmentStore;
import io.lifecycle4j.core.tracking.environment.SystemMetrics;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.tracking.EnvironmentAllowList;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs that a home started or resumed and that have not ended. Thread-safe. */
final class OpenRuns implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenRuns.class);

  private final ExperimentTracker tracker;
  private final InstantSource clock;
  private final Surroundings around;
  private final EnvironmentStore environments;
  private final EndBounds bounds;
  private final SystemMetrics metrics;
  private final Map<RunBuffer, SystemMetrics.Watched> sampled = new ConcurrentHashMap<>();
  private final WriteBehind recorder = new WriteBehind("runs");

  /** By id. */
  private final Map<String, TrackedRun> open = new ConcurrentHashMap<>();

  private final ShutdownHook hook =
      new ShutdownHook("end-runs", () -> endAll("the JVM is shutting down"));
  private volatile boolean closed;

  OpenRuns(
      ExperimentTracker tracker,
      InstantSource clock,
      Surroundings around,
      EnvironmentStore environments,
      EndBounds bounds) {
    this.tracker = tracker;
    this.clock = clock;
    this.around = around;
    this.environments = environments;
    this.bounds = bounds;
    this.metrics = new SystemMetrics(around.disk());
  }

  TrackedRun begin(String experiment, PlannedRun plan) {
    checkOpen();
    RunBatch first = plan.first();
    RunFacts.size(first); // rejects what cannot be recorded before anything is written
    String id = Ids.next();
    RunInfo info = new RunInfo(id, experiment, clock.instant(), plan.nameOr(id), plan.parent());
    RunLog log = tracker.start(info);
    if (!first.onlyPoints()) {
      recordFirst(log, first);
    }
    RunIntake intake = new RunIntake(RunRecord.builder(info).build(), Long.MIN_VALUE, clock);
    around.user().filter(user -> plan.isTaggingUser()).ifPresent(intake::user);
    return open(intake, log, plan, plan::surroundings);
  }

  /** Records what the run has from the start; if that fails, the run ends as FAILED. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error must not keep the run open either
  private void recordFirst(RunLog log, RunBatch first) {
    try {
      log.append(first, Durability.POWER);
    } catch (RuntimeException | Error e) {
      try (log) {
        RunBatch end = RunBatch.builder().end(unbegun(RunStatus.FAILED, e)).build();
        log.append(end, Durability.POWER);
      } catch (RuntimeException more) {
        Closing.suppress(e, more);
      }
      throw e;
    }
  }

  /** Tracks a run, so that closing the home ends it. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error must not keep the run open either
  private TrackedRun open(
      RunIntake intake, RunLog log, PlannedRun plan, Supplier<@Nullable CaptureSettings> captured) {
    RunBuffer buffer =
        new RunBuffer(
            intake,
            log,
            plan.recordedFor(),
            plan.isSynchronous(),
            recorder,
            this::forget,
            System::nanoTime);
    try {
      RunEnvironment environment = RunEnvironment.begin(buffer, environments, () -> told(captured));
      TrackedRun run =
          new TrackedRun(tracker, intake, buffer, environment, clock, bounds.runs(), plan.seeds());
      synchronized (hook) { // a run that ends concurrently must not unregister the hook
        open.put(intake.id(), run);
        hook.register();
      }
      recorder.add(buffer);
      checkOpen(); // closing may have passed by before the run was there
      sample(buffer, plan.systemMetricsOr(around.systemMetrics()));
      return run;
    } catch (RuntimeException | Error e) {
      kill(buffer, e); // the caller never receives the run, so nothing else ends it
      throw e;
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // an Error must not keep the run open either
  private void kill(RunBuffer run, Throwable cause) {
    try {
      run.endUnlessEnded(unbegun(RunStatus.KILLED, cause));
    } catch (RuntimeException | Error e) {
      Closing.suppress(cause, e);
    }
    Tracking.close(run, cause);
  }

  private RunEnd unbegun(RunStatus status, Throwable cause) {
    String shown = CauseText.shown("it could not begin: " + CauseText.of(cause));
    return new RunEnd(status, clock.instant(), shown);
  }

  /** Logs samples of the system to a run from now on; an interval of zero is never. */
  private void sample(RunBuffer run, Duration interval) {
    if (!interval.isZero()) {
      sampled.put(run, metrics.watch(interval, run::sampled));
      if (!run.isGoing()) { // it may have ended just before
        sampleNoMore(run);
      }
    }
  }

  private void sampleNoMore(RunBuffer run) {
    Optional.ofNullable(sampled.remove(run)).ifPresent(SystemMetrics.Watched::close);
  }

  boolean isClosed() {
    return closed;
  }

  void checkOpen() {
    if (closed) {
      throw new ClosedException("The home is closed");
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // an Error must not keep the run open either
  TrackedRun goOn(String id, long fromStep, PlannedRun plan) {
    checkOpen();
    RunLog log = tracker.reopen(id);
    try {
      checkUnfinished(get(id)); // read while the journal is owned: no other process can end the run
      log.append(RunBatch.builder().segment(fromStep, clock.instant()).build(), Durability.POWER);
      RunRecord known = get(id);
      if (known.environment().isEmpty()) {
        plan.withoutEnvironment();
      }
      RunIntake intake = new RunIntake(known, fromStep, clock);
      return open(intake, log, plan, () -> settingsOf(known));
    } catch (RuntimeException | Error e) {
      Tracking.close(log, e);
      throw e;
    }
  }

  private RunRecord get(String id) {
    return tracker.find(id).orElseThrow(() -> new NotFoundException("Run does not exist: " + id));
  }

  private static void checkUnfinished(RunRecord run) {
    if (run.status() == RunStatus.FINISHED) {
      throw new ConflictException(
          "Run "
              + run.id()
              + " is FINISHED (only a run that is FAILED, CRASHED or KILLED goes on;"
              + " start a new run with it as its parent)");
    }
  }

  /** Returns the capture settings of the run that is resumed, perhaps on another machine. */
  private @Nullable CaptureSettings settingsOf(RunRecord run) {
    return run.environment()
        .map(id -> CaptureSettings.of(environments.read(run.id(), id)))
        .orElse(null);
  }

  /** Returns the capture settings; null if no environment is recorded. */
  private @Nullable CaptureSettings told(Supplier<@Nullable CaptureSettings> captured) {
    @Nullable EnvironmentAllowList allowed = around.allowed();
    @Nullable CaptureSettings settings = allowed == null ? null : captured.get();
    return settings == null || allowed == null ? null : settings.allowed(allowed);
  }

  private void forget(RunBuffer buffer) {
    sampleNoMore(buffer);
    recorder.remove(buffer);
    synchronized (hook) {
      // but keep a run of the same id that was resumed concurrently
      open.computeIfPresent(buffer.id(), (id, run) -> run.isOf(buffer) ? null : run);
      if (open.isEmpty()) {
        hook.unregister();
      }
    }
  }

  /** Makes everything that this JVM logged visible to the next query. */
  void showAll() {
    checkOpen();
    open.values().forEach(TrackedRun::show);
  }

  void show(String id) {
    Optional.ofNullable(open.get(id)).ifPresent(TrackedRun::show);
  }

  @Override
  public void close() {
    closed = true;
    try {
      endAll("the home was closed");
    } finally {
      metrics.close();
      recorder.close();
    }
  }

  /**
   * Ends every run, even if ending another one fails. Each run is ended once, even if another
   * thread ends it concurrently. Returns even if a run hangs.
   */
  private void endAll(String reason) {
    Ending ending =
        Ending.within(
            bounds.runs(),
            open.values().stream()
                .map(run -> new Step("run " + run.id(), () -> run.killUnlessEnded(reason)))
                .toList());
    List<String> left = ending.left();
    if (!left.isEmpty()) {
      LOG.error(
          "Not ended within {}: {} (what was flushed is recorded; they have CRASHED once this"
              + " process ends)",
          bounds.runs(),
          left);
    }
    ending.throwFailure("end runs");
  }
}
