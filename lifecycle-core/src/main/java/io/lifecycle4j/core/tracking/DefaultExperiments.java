package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.ExperimentTracker;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.NewRun;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunBatch;
import io.lifecycle4j.tracking.RunComparison;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunListener;
import io.lifecycle4j.tracking.RunLog;
import io.lifecycle4j.tracking.RunPage;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** What users call, over any tracker. */
final class DefaultExperiments implements HomeExperiments {
  private final ExperimentTracker tracker;
  private final Predicate<String> needed;
  private final InstantSource clock;
  private final RunRecorder recorder = new RunRecorder();

  /** The runs that this object started and nobody ended, by their ids. */
  private final Map<String, TrackedRun> open = new ConcurrentHashMap<>();

  /**
   * Opens experiments.
   *
   * @param needed tells whether a registered model came from a run
   */
  DefaultExperiments(ExperimentTracker tracker, Predicate<String> needed, InstantSource clock) {
    this.tracker = tracker;
    this.needed = needed;
    this.clock = clock;
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
    String id = Ids.next();
    RunInfo info =
        new RunInfo(id, plan.experiment(), clock.instant(), plan.nameOr(id), plan.parent());
    RunLog log = tracker.start(info);
    TrackedRun run =
        open(RunRecord.builder(info).build(), log, plan.durability(), plan.isSynchronous());
    RunBatch first = plan.first();
    if (!first.onlyPoints()) {
      run.batch(parts -> parts.add(first));
    }
    return run;
  }

  private TrackedRun open(RunRecord known, RunLog log, Durability durability, boolean waits) {
    RunBuffer buffer = new RunBuffer(known.id(), log, durability, waits, this::forget);
    TrackedRun run = new TrackedRun(known, tracker, buffer, clock);
    open.put(known.id(), run);
    recorder.add(buffer);
    return run;
  }

  private void forget(RunBuffer buffer) {
    recorder.remove(buffer);
    open.remove(buffer.id());
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
  public Run resume(String id, long fromStep) {
    RunLog log = tracker.reopen(required(id, "run id"));
    try {
      log.append(RunBatch.builder().segment(fromStep, clock.instant()).build(), Durability.POWER);
      RunRecord known = get(id).toBuilder().params(Map.of()).build(); // may be set anew
      return open(known, log, Durability.PROCESS, false);
    } catch (RuntimeException e) {
      log.close();
      throw e;
    }
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
    return new ComparedRuns(runs, this::environment, this::history);
  }

  private Optional<EnvironmentCapsule> environment(RunRecord run) {
    return run.environment().map(this::capsule);
  }

  private EnvironmentCapsule capsule(BlobId document) {
    try (InputStream in = tracker.open(new StoredFile("environment.json", document, 0))) {
      return EnvironmentDocument.read(in.readAllBytes());
    } catch (IOException e) {
      throw new StorageFailedException("Cannot read environment " + document, e);
    }
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
    return tracker.open(file);
  }

  @Override
  public Following follow(String id, RunListener listener) {
    get(id);
    return new RunFollower(tracker, id, required(listener, "listener"));
  }

  @Override
  public void tag(String id, String name, String value) {
    RunBatch batch = RunBatch.builder().tag(name, value).build();
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
    if (needed.test(required(id, "run id"))) {
      throw new ConflictException("Cannot purge run " + id + ": a registered model came from it");
    }
    tracker.purge(id);
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    for (TrackedRun run : open.values()) {
      try {
        run.killUnlessEnded("the home was closed");
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    recorder.close();
    if (failure != null) {
      throw failure;
    }
  }
}
