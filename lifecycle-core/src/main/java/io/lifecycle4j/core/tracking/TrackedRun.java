package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkPath;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.ExperimentTracker;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.MetricSummary;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunBatch;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A run that goes on, over any tracker. */
final class TrackedRun implements Run {
  private static final int MAX_CAUSE = 10_000;

  /** How long an end waits for what the environment still lacks. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final RunRecord known;
  private final ExperimentTracker tracker;
  private final RunBuffer buffer;
  private final RunEnvironment environment;
  private final InstantSource clock;
  private final Map<String, Param> params;
  private final Map<String, StoredFile> artifacts;
  private final Set<RunInput> inputs;
  private final Map<String, Metric> metrics = new HashMap<>();

  /**
   * Goes on with a run.
   *
   * @param known what is recorded already
   */
  TrackedRun(
      RunRecord known,
      ExperimentTracker tracker,
      RunBuffer buffer,
      RunEnvironment environment,
      InstantSource clock) {
    this.known = known;
    this.tracker = tracker;
    this.buffer = buffer;
    this.environment = environment;
    this.clock = clock;
    this.params = new HashMap<>(known.params());
    this.artifacts = new HashMap<>(known.artifacts());
    this.inputs = new HashSet<>(known.inputs());
  }

  /** A metric whose name was checked. */
  private static final class Metric {
    private final String name;
    private long nextStep;

    Metric(String name, long nextStep) {
      this.name = name;
      this.nextStep = nextStep;
    }
  }

  @Override
  public String id() {
    return known.id();
  }

  @Override
  public Run param(String name, Object value) {
    Param param = Param.of(required(value, "value of parameter " + name));
    return batch(parts -> parts.param(name, param));
  }

  @Override
  public Run log(String metric, double value) {
    return point(metric, value, null, null);
  }

  @Override
  public Run log(String metric, double value, long step) {
    return point(metric, value, step, null);
  }

  @Override
  public Run log(String metric, double value, long step, RunInput data) {
    required(data, "data of metric " + metric);
    boolean isNew;
    synchronized (buffer) {
      isNew = inputs.add(data);
    }
    if (isNew) {
      input(data);
    }
    return point(metric, value, step, data);
  }

  private Run point(String metric, double value, @Nullable Long step, @Nullable RunInput data) {
    synchronized (buffer) {
      Metric logged = metric(metric);
      long at = step == null ? logged.nextStep : step;
      MetricPoint point = new MetricPoint(at, value, clock.instant(), data);
      buffer.add(new RunBatch.Point(logged.name, point));
      logged.nextStep = at + 1;
    }
    buffer.taken();
    return this;
  }

  /** Finds a metric; only its first point pays for the check of its name. */
  private Metric metric(String name) {
    Metric metric = metrics.get(name);
    if (metric == null) {
      checkPath("metric", name);
      MetricSummary before = known.metrics().get(name); // of a run that goes on
      metric = new Metric(name, before == null ? 0 : before.last().step() + 1);
      metrics.put(name, metric);
    }
    return metric;
  }

  @Override
  public Run tag(String name, String value) {
    return batch(parts -> parts.tag(name, value));
  }

  @Override
  public Run removeTag(String name) {
    return batch(parts -> parts.removeTag(name));
  }

  @Override
  public Run note(String text) {
    return tag(RunRecord.NOTE, required(text, "note"));
  }

  @Override
  public Run seed(String name, long seed) {
    checkPath("seed", name);
    buffer.checkGoing();
    environment.seed(name, seed);
    return this;
  }

  @Override
  public Run input(RunInput data) {
    return batch(parts -> parts.input(data));
  }

  @Override
  public Run artifact(String name, Content content) {
    StoredFile file = put(name, content);
    return add(RunBatch.builder().artifact(file).build());
  }

  @Override
  public Run checkpoint(String name, long step, Content content) {
    StoredFile file = put(name, content);
    return add(RunBatch.builder().checkpoint(step, file).build());
  }

  private StoredFile put(String name, Content content) {
    checkPath("artifact", name);
    required(content, "content of " + name);
    buffer.checkGoing();
    return tracker.put(new NamedContent(name, content));
  }

  @Override
  public Run batch(Consumer<RunBatch.Builder> parts) {
    RunBatch.Builder builder = RunBatch.builder();
    required(parts, "parts of a batch").accept(builder);
    RunBatch batch = builder.build();
    InvalidValueException.check(
        batch.end().isEmpty() && batch.segment().isEmpty() && batch.environment().isEmpty(),
        "Invalid batch: it ends or begins the run (use finish, fail, kill or resume)");
    // refused here, since in the background there is nobody to tell
    batch.artifacts().values().forEach(this::checkStored);
    batch.checkpoints().forEach(taken -> checkStored(taken.file()));
    return add(batch);
  }

  private void checkStored(StoredFile file) {
    buffer.checkGoing();
    try {
      tracker.open(file).close();
    } catch (IOException e) {
      // it was there, which is all that is asked
    }
  }

  private Run add(RunBatch batch) {
    int bytes = RunFacts.size(batch); // checked now: nobody hears of it later
    while (!added(batch, bytes)) {
      buffer.recordAll();
    }
    buffer.taken();
    return this;
  }

  private boolean added(RunBatch batch, int bytes) {
    synchronized (buffer) {
      batch.params().forEach(this::check);
      batch.artifacts().forEach(this::check);
      if (!buffer.add(batch, bytes)) {
        return false;
      }
      params.putAll(batch.params());
      artifacts.putAll(batch.artifacts());
      batch.points().forEach(point -> metric(point.metric()).nextStep = point.point().step() + 1);
      return true;
    }
  }

  private void check(String name, Param value) {
    Param before = params.get(name);
    if (before != null) {
      before.checkSame(name, value);
    }
  }

  private void check(String name, StoredFile file) {
    StoredFile before = artifacts.get(name);
    if (before != null && !before.equals(file)) {
      throw new ConflictException(
          String.format(
              "Artifact already exists: %s is %s (cannot become %s)",
              name, before.blob(), file.blob()));
    }
  }

  @Override
  public Run flush() {
    buffer.flush();
    return this;
  }

  @Override
  public void finish() {
    end(RunStatus.FINISHED, "", PATIENCE);
  }

  @Override
  public void fail(Throwable cause) {
    end(RunStatus.FAILED, String.valueOf(required(cause, "cause")), PATIENCE);
  }

  @Override
  public void kill(String reason) {
    end(RunStatus.KILLED, required(reason, "reason"), PATIENCE);
  }

  boolean isOf(RunBuffer recorded) {
    return buffer == recorded;
  }

  /** Records what was logged, so that it is seen. */
  void show() {
    buffer.show();
  }

  void finishUnlessEnded() {
    endUnlessEnded(RunStatus.FINISHED, "", PATIENCE);
  }

  void failUnlessEnded(Throwable cause) {
    endUnlessEnded(RunStatus.FAILED, String.valueOf(cause), PATIENCE);
  }

  /** Waits for nothing that takes long: the home is closed, or the process ends. */
  void killUnlessEnded(String reason) {
    closing(RunStatus.KILLED, reason, Duration.ZERO);
  }

  @Override
  public void close() {
    closing(RunStatus.FAILED, "closed without finish", PATIENCE);
  }

  /** Whatever becomes of the end, somebody else may go on with the run. */
  private void closing(RunStatus status, String cause, Duration patience) {
    try (buffer) {
      endUnlessEnded(status, cause, patience);
    }
  }

  private void endUnlessEnded(RunStatus status, String cause, Duration patience) {
    if (buffer.isGoing()) {
      environment.end(patience);
    }
    buffer.endUnlessEnded(ending(status, cause));
  }

  private void end(RunStatus status, String cause, Duration patience) {
    buffer.checkGoing();
    environment.end(patience);
    buffer.end(ending(status, cause));
  }

  private RunEnd ending(RunStatus status, String cause) {
    String shown = cause.length() <= MAX_CAUSE ? cause : cause.substring(0, MAX_CAUSE) + "…";
    return new RunEnd(status, clock.instant(), shown);
  }
}
