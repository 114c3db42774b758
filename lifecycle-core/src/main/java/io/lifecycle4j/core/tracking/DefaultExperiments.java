package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.tracking.environment.CaptureSettings;
import io.lifecycle4j.core.tracking.export.RunsExport;
import io.lifecycle4j.core.tracking.mlflow.FolderImport;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.ExperimentTracker;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.MlflowImport;
import io.lifecycle4j.tracking.NewRun;
import io.lifecycle4j.tracking.ResumedRun;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunBatch;
import io.lifecycle4j.tracking.RunComparison;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunExport;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunListener;
import io.lifecycle4j.tracking.RunLog;
import io.lifecycle4j.tracking.RunPage;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What users call, over any tracker. */
final class DefaultExperiments implements HomeExperiments {
  private static final String CLOSED = "The home is closed";

  private final ExperimentTracker tracker;
  private final Predicate<String> needed;
  private final InstantSource clock;
  private final Surroundings around;
  private final EnvironmentStore environments;
  private final SystemSamplers samplers;
  private final RunRecorder recorder = new RunRecorder();

  /** The runs that this object started and nobody ended, by their ids. */
  private final Map<String, TrackedRun> open = new ConcurrentHashMap<>();

  private final Set<RunFollower> followers = ConcurrentHashMap.newKeySet();
  private final ShutdownHook hook = new ShutdownHook(() -> endAll("the JVM was told to stop"));
  private volatile boolean closed;

  /**
   * Opens experiments.
   *
   * @param needed tells whether a registered model came from a run
   * @param around what runs record of their environment
   */
  DefaultExperiments(
      ExperimentTracker tracker,
      Predicate<String> needed,
      InstantSource clock,
      Surroundings around) {
    this.tracker = tracker;
    this.needed = needed;
    this.clock = clock;
    this.around = around;
    this.environments = new EnvironmentStore(tracker);
    this.samplers = new SystemSamplers(around.disk());
  }

  @Override
  public NewRun newRun(String experiment) {
    return new PlannedRun(this, experiment);
  }

  @Override
  public Run start(String experiment) {
    return newRun(experiment).start();
  }

  @Override
  public <X extends Exception> RunRecord run(String experiment, Body<X> body) throws X {
    return newRun(experiment).run(body);
  }

  @Override
  public <T, X extends Exception> T call(String experiment, Call<T, X> body) throws X {
    return newRun(experiment).call(body);
  }

  TrackedRun begin(PlannedRun plan) {
    if (plan.parent() != null) {
      get(plan.parent());
    }
    RunBatch first = plan.first();
    RunFacts.size(first); // refuses what cannot be recorded before anything is written
    String id = Ids.next();
    RunInfo info =
        new RunInfo(id, plan.experiment(), clock.instant(), plan.nameOr(id), plan.parent());
    RunLog log = tracker.start(info);
    if (!first.onlyPoints()) {
      recordFirst(log, first);
    }
    RunIntake intake = new RunIntake(RunRecord.builder(info).build(), clock);
    around.user().filter(user -> plan.isTaggingUser()).ifPresent(intake::user);
    return open(intake, log, plan.settings(), plan::surroundings);
  }

  /** Records what a run has from the start on; a run that cannot get it has failed. */
  private void recordFirst(RunLog log, RunBatch first) {
    try {
      log.append(first, Durability.POWER);
    } catch (RuntimeException e) {
      RunEnd end = new RunEnd(RunStatus.FAILED, clock.instant(), "it could not begin: " + e);
      try (log) {
        log.append(RunBatch.builder().end(end).build(), Durability.POWER);
      } catch (RuntimeException more) {
        if (more != e) { // nothing suppresses itself
          e.addSuppressed(more);
        }
      }
      throw e;
    }
  }

  /** Remembers a run, so that it does not outlive the home. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error must not keep the run open either
  private TrackedRun open(
      RunIntake intake,
      RunLog log,
      RunSettings settings,
      Supplier<@Nullable CaptureSettings> captured) {
    RunBuffer buffer = new RunBuffer(intake, log, settings, this::forget, System::nanoTime);
    RunEnvironment environment = RunEnvironment.begin(buffer, environments, () -> told(captured));
    TrackedRun run = new TrackedRun(tracker, intake, buffer, environment, clock);
    try {
      synchronized (hook) { // the last run that ends must not take it from this one
        open.put(run.id(), run);
        hook.register();
      }
      recorder.add(buffer);
      checkOpen(); // closing may have passed by before the run was there
      samplers.start(buffer, settings.systemMetricsOr(around.systemMetrics()));
      return run;
    } catch (RuntimeException | Error e) {
      RunBodies.kill(run, e); // the caller never gets it, so nobody else ends it
      throw e;
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(CLOSED);
    }
  }

  /** Returns what the capture of a run is told, or nothing if none is wanted. */
  private @Nullable CaptureSettings told(Supplier<@Nullable CaptureSettings> captured) {
    @Nullable Set<String> variables = around.variables();
    @Nullable CaptureSettings settings = variables == null ? null : captured.get();
    return settings == null || variables == null ? null : settings.variables(variables);
  }

  private void forget(RunBuffer buffer) {
    samplers.end(buffer);
    recorder.remove(buffer);
    synchronized (hook) {
      // but not one of the same id that somebody went on with meanwhile
      open.computeIfPresent(buffer.id(), (id, run) -> run.isOf(buffer) ? null : run);
      if (open.isEmpty()) {
        hook.unregister();
      }
    }
  }

  /** Has what this JVM logged be seen by the question that follows. */
  private void showAll() {
    open.values().forEach(TrackedRun::show);
  }

  private void show(String id) {
    TrackedRun run = open.get(id);
    if (run != null) {
      run.show();
    }
  }

  @Override
  public ResumedRun resuming(String id, long fromStep) {
    return new PlannedResume(this, id, fromStep);
  }

  TrackedRun goOn(String id, long fromStep, RunSettings settings) {
    RunLog log = tracker.reopen(id);
    try {
      log.append(RunBatch.builder().segment(fromStep, clock.instant()).build(), Durability.POWER);
      RunRecord known = get(id).toBuilder().params(Map.of()).build(); // may be set anew
      if (known.environment().isEmpty()) {
        settings.withoutEnvironment();
      }
      return open(new RunIntake(known, clock), log, settings, () -> settingsOf(known));
    } catch (RuntimeException e) {
      log.close();
      throw e;
    }
  }

  /** Returns what the capture of a run was told that goes on now, perhaps elsewhere. */
  private @Nullable CaptureSettings settingsOf(RunRecord run) {
    return run.environment().map(id -> CaptureSettings.of(environments.read(id))).orElse(null);
  }

  @Override
  public Optional<EnvironmentCapsule> environment(String id) {
    return get(id).environment().map(environments::read);
  }

  @Override
  public List<String> names() {
    return tracker
        .findExperiments()
        .orElseThrow(
            () ->
                new InvalidValueException(
                    "Cannot list the experiments: the tracker does not tell them (name them)"));
  }

  @Override
  public List<RunRecord> runs(String experiment) {
    showAll();
    return Tracking.search(tracker, RunQuery.builder().experiment(experiment));
  }

  @Override
  public List<RunRecord> search(String experiment, Condition condition) {
    RunQuery.Builder query = RunQuery.builder().experiment(experiment).where(condition);
    showAll();
    return Tracking.search(tracker, query);
  }

  @Override
  public RunPage search(RunQuery query) {
    required(query, "query");
    showAll();
    return tracker.search(query);
  }

  @Override
  public RunComparison compare(List<String> ids) {
    return compared(ids).onSameData();
  }

  @Override
  public RunComparison compareAcrossData(List<String> ids) {
    return compared(ids);
  }

  private ComparedRuns compared(List<String> ids) {
    List<RunRecord> runs = ComparedRuns.checkIds(ids).stream().map(this::get).toList();
    return new ComparedRuns(runs, run -> run.environment().map(environments::read), this::history);
  }

  @Override
  public Optional<RunRecord> find(String id) {
    show(required(id, "run id"));
    return tracker.find(id);
  }

  RunRecord get(String id) {
    return find(id).orElseThrow(() -> new NotFoundException("Run does not exist: " + id));
  }

  @Override
  public MetricHistory history(String id, String metric) {
    show(required(id, "run id"));
    return tracker.history(id, required(metric, "metric"));
  }

  @Override
  public InputStream artifact(String id, String name) {
    StoredFile file = get(id).artifacts().get(required(name, "artifact"));
    if (file == null) {
      throw new NotFoundException("Artifact does not exist: " + name + " of run " + id);
    }
    return tracker.open(file.blob());
  }

  @Override
  public InputStream checkpoint(Checkpoint checkpoint) {
    return tracker.open(required(checkpoint, "checkpoint").file().blob());
  }

  @Override
  public MlflowImport importMlflow(Path folder) {
    return new FolderImport(folder, tracker, clock);
  }

  @Override
  public RunExport export(RunQuery query) {
    return new RunsExport(required(query, "query"), tracker, this::showAll);
  }

  @Override
  public Following follow(String id, RunListener listener) {
    get(id);
    RunFollower follower =
        new RunFollower(tracker, id, required(listener, "listener"), followers::remove);
    followers.add(follower);
    follower.start();
    if (closed) {
      follower.close();
      checkOpen();
    }
    return follower;
  }

  @Override
  public void tag(String id, String name, String value) {
    RunBatch batch = RunBatch.builder().tag(name, value).build();
    RunFacts.size(batch); // refuses what cannot be recorded before anything is written
    try (RunLog log = tracker.reopen(required(id, "run id"))) {
      log.append(batch, Durability.POWER);
    }
  }

  @Override
  public void delete(String id) {
    tracker.delete(required(id, "run id"));
  }

  @Override
  public void restore(String id) {
    tracker.restore(required(id, "run id"));
  }

  @Override
  public void purge(String id) {
    Optional<RunRecord> run = find(id); // none if only its entries are left to erase
    boolean deleted = run.map(RunRecord::deleted).orElse(true);
    // what is deleted has ended, and a model is registered before its run ends: in that order
    if (!deleted) {
      throw new ConflictException("Cannot purge run " + id + ": delete it first");
    }
    if (run.isPresent() && needed.test(id)) {
      throw new ConflictException("Cannot purge run " + id + ": a registered model came from it");
    }
    tracker.purge(id);
  }

  @Override
  public void close() {
    closed = true;
    try {
      endAll("the home was closed");
    } finally {
      recorder.close();
      samplers.close();
      followers.forEach(RunFollower::stop); // not waited for: a listener may wait for the caller
    }
  }

  /** Ends every run, also after one could not be ended; each of them once, whoever else does so. */
  private void endAll(String reason) {
    Closing.all(open.values(), run -> run.killUnlessEnded(reason));
  }
}
