package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkKey;
import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.core.error.EndBounds;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.core.storage.DirectoryExport;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.core.tracking.environment.EnvironmentStore;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.NewRun;
import io.lifecycle4j.tracking.RunComparison;
import io.lifecycle4j.tracking.RunExport;
import io.lifecycle4j.tracking.RunListener;
import io.lifecycle4j.tracking.RunPage;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStart;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunImports;
import io.lifecycle4j.tracking.spi.RunLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Experiments over any tracker. */
final class DefaultExperiments implements HomeExperiments {
  private final ExperimentTracker tracker;
  private final Predicate<String> needed;
  private final EndBounds bounds;
  private final EnvironmentStore environments;
  private final OpenRuns open;
  private final Set<RunFollower> followers = ConcurrentHashMap.newKeySet();

  DefaultExperiments(
      ExperimentTracker tracker,
      Predicate<String> needed,
      InstantSource clock,
      Surroundings around,
      EndBounds bounds) {
    this.tracker = tracker;
    this.needed = needed;
    this.bounds = bounds;
    this.environments = new EnvironmentStore(tracker);
    this.open = new OpenRuns(tracker, clock, around, environments, bounds);
  }

  @Override
  public NewRun newRun(String experiment) {
    checkName("experiment", experiment);
    return new PlannedRun(plan -> begin(experiment, plan), this::get);
  }

  private TrackedRun begin(String experiment, PlannedRun plan) {
    plan.parent().ifPresent(this::get);
    return open.begin(experiment, plan);
  }

  @Override
  public RunStart resuming(String id, long fromStep) {
    required(id, "run id");
    return new PlannedRun(plan -> open.goOn(id, fromStep, plan), this::get);
  }

  private ExperimentTracker tracker() {
    open.checkOpen();
    return tracker;
  }

  @Override
  public Optional<EnvironmentCapsule> environment(String id) {
    return environment(get(id));
  }

  private Optional<EnvironmentCapsule> environment(RunRecord run) {
    return run.environment().map(blob -> environments.read(run.id(), blob));
  }

  @Override
  public List<String> names() {
    return tracker()
        .findExperiments()
        .orElseThrow(
            () ->
                new InvalidValueException(
                    "Cannot list the experiments: the tracker does not list them (name them)"));
  }

  @Override
  public List<RunRecord> runs(String experiment) {
    open.showAll();
    return Tracking.search(tracker(), RunQuery.builder().experiment(experiment));
  }

  @Override
  public List<RunRecord> search(String experiment, Condition condition) {
    RunQuery.Builder query = RunQuery.builder().experiment(experiment).where(condition);
    open.showAll();
    return Tracking.search(tracker(), query);
  }

  @Override
  public RunPage search(RunQuery query) {
    required(query, "query");
    open.showAll();
    return tracker().search(query);
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
    List<RunRecord> runs = ComparedRuns.checkIds(ids).stream().map(this::named).toList();
    return new ComparedRuns(runs, this::environment, this::history);
  }

  private RunRecord named(String id) {
    return find(id)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "Run does not exist: " + id + " (an id is needed, not a name)"));
  }

  @Override
  public Optional<RunRecord> find(String id) {
    open.show(required(id, "run id"));
    return tracker().find(id);
  }

  RunRecord get(String id) {
    return find(id).orElseThrow(() -> new NotFoundException("Run does not exist: " + id));
  }

  @Override
  public MetricHistory history(String id, String metric) {
    open.show(required(id, "run id"));
    return tracker().history(id, required(metric, "metric"));
  }

  @Override
  public InputStream artifact(String id, String name) {
    StoredFile file = get(id).artifacts().get(required(name, "artifact"));
    if (file == null) {
      throw new NotFoundException("Artifact does not exist: " + name + " of run " + id);
    }
    return opened(file);
  }

  private InputStream opened(StoredFile file) {
    return NamedBlobs.file(file, () -> tracker().open(file.blob()));
  }

  @Override
  public void artifacts(String id, Path folder) {
    RunRecord run = get(id);
    DirectoryExport.checkNames(required(folder, "folder"), run.artifacts().values());
    DirectoryExport export = DirectoryExport.intoEmpty(folder, "");
    run.artifacts().values().forEach(file -> write(file, export));
    export.complete();
  }

  private void write(StoredFile file, DirectoryExport export) {
    try (InputStream in = opened(file)) {
      export.write(file.name(), in);
    } catch (IOException e) {
      throw new StorageFailedException(
          "Cannot close artifact " + file.name() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public InputStream checkpoint(Checkpoint checkpoint) {
    return tracker().open(required(checkpoint, "checkpoint").file().blob());
  }

  @Override
  public RunImports imports() {
    open.checkOpen();
    return new ImportedRuns(this::tracker);
  }

  @Override
  public RunExport export(RunQuery query) {
    return new RunsExport(required(query, "query"), tracker, open::showAll);
  }

  @Override
  public Following follow(String id, RunListener listener) {
    get(id);
    RunFollower follower =
        new RunFollower(
            tracker, id, required(listener, "listener"), followers::remove, bounds.runs());
    followers.add(follower);
    follower.start();
    if (open.isClosed()) {
      follower.close();
      open.checkOpen();
    }
    return follower;
  }

  @Override
  public void tag(String id, String name, String value) {
    String given = required(value, "value of tag", checkKey("tag", name));
    RunBatch batch = RunBatch.builder().tag(name, FreeText.of("tag", name, given)).build();
    RunFacts.size(batch); // rejects what cannot be recorded before anything is written
    try (RunLog log = tracker().reopen(required(id, "run id"))) {
      log.append(batch, Durability.POWER);
    } catch (ConflictException e) {
      if (find(id).map(RunRecord::deleted).orElse(false)) {
        throw new ConflictException(
            "Cannot tag run " + id + ": it is deleted (restore it first)", e);
      }
      throw e;
    }
  }

  @Override
  public void delete(String id) {
    tracker().delete(required(id, "run id"));
  }

  @Override
  public void restore(String id) {
    tracker().restore(required(id, "run id"));
  }

  @Override
  public void purge(String id) {
    Optional<RunRecord> run = find(id); // empty if only its entries are left to erase
    boolean deleted = run.map(RunRecord::deleted).orElse(true);
    // a deleted run has ended, and a model is registered before its run ends: so check in this
    // order
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
    try {
      open.close();
    } finally {
      followers.forEach(RunFollower::stop); // no wait: a listener may wait for this thread
    }
  }

  @Override
  public String toString() {
    return open.isClosed() ? "Experiments[closed]" : "Experiments";
  }
}
