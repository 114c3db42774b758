package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkKey;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.tracking.CollectedParts.Taken;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.MetricSummary;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.RunBatch;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was logged to a run and is not being recorded yet, and the state that decides what may be
 * logged next: write-once values, and the last step of each metric.
 *
 * <p>Thread-safe: everything happens under this object's monitor, so that pending values and state
 * never differ. The monitor is held only for a few look-ups.
 */
final class RunIntake {
  /**
   * The limit of what is pending, in points; together with the largest batch it fits into one
   * document.
   */
  private static final int CAPACITY = 1 << 16;

  private static final int BYTES_OF_A_POINT = 64;

  /** The limit of facts merged into one batch, in bytes; far below the limit of an entry. */
  private static final int MAX_FACTS = 1 << 20;

  private final RunRecord known;
  private final long firstStep;
  private final InstantSource clock;
  private final Map<String, Param> params = new HashMap<>();
  private final Map<String, StoredFile> artifacts;

  /** The checkpoints that are needed, in their order. */
  private Map<Taken, StoredFile> checkpoints = new LinkedHashMap<>();

  private final Set<RunInput> inputs;
  private final Map<String, Metric> metrics = new HashMap<>();

  /** Single points and batches, in the order added. */
  private List<Object> added = new ArrayList<>();

  private int size;
  private int facts;
  private boolean ended;
  private @Nullable RunStatus status;

  /**
   * Begins with what is known of a run.
   *
   * @param known the recorded state that still counts; its parameters may be changed
   * @param firstStep the first step that is repeated; the least of all of a run that is started
   */
  RunIntake(RunRecord known, long firstStep, InstantSource clock) {
    this.known = known;
    this.firstStep = firstStep;
    this.clock = clock;
    this.artifacts = new HashMap<>(known.artifacts());
    this.inputs = new HashSet<>(known.inputs());
    known.checkpoints().forEach(taken -> checkpoints.put(Taken.of(taken), taken.file()));
  }

  /** Sets the user, which is recorded with the first batch. */
  void user(String name) {
    RunBatch tag = RunBatch.builder().tag(QueriedRun.USER_TAGS.get(0), name).build();
    add(tag, List.of(), RunFacts.size(tag));
  }

  private static final class Metric {
    private final String name;
    private long nextStep;

    Metric(String name, long nextStep) {
      this.name = name;
      this.nextStep = nextStep;
    }

    /** Returns the step after the last one. */
    long next() {
      Preconditions.check(
          nextStep != Long.MIN_VALUE,
          "Invalid step of metric %s: there is none after %s (give a step)",
          name,
          Long.MAX_VALUE);
      return nextStep;
    }
  }

  String id() {
    return known.id();
  }

  /**
   * Adds a point at the step after the last one.
   *
   * @return false if the point was not added because the intake is full; record first
   */
  synchronized boolean log(String metric, double value) {
    Metric logged = metric(metric);
    return add(logged, logged.next(), value, Optional.empty());
  }

  /** Adds a point; data that it was measured on must be {@linkplain #hasInput an input already}. */
  synchronized boolean log(String metric, double value, long step, Optional<RunInput> data) {
    return add(metric(metric), step, value, data);
  }

  /** Adds a sample, each value at the step after the last one; ignored if it cannot be added. */
  synchronized void sample(Map<String, Double> values) {
    if (!ended && !isFull()) {
      values.forEach(
          (name, value) -> {
            Metric metric = metric(name);
            add(metric, metric.next(), value, Optional.empty());
          });
    }
  }

  private boolean add(Metric metric, long step, double value, Optional<RunInput> data) {
    checkGoing();
    if (step < firstStep) {
      throw superseded(metric.name, step);
    }
    if (isFull()) {
      return false;
    }
    added.add(new RunBatch.Point(metric.name, new MetricPoint(step, value, clock.instant(), data)));
    metric.nextStep = step + 1;
    size++;
    return true;
  }

  private InvalidValueException superseded(String metric, long step) {
    return new InvalidValueException(
        String.format(
            "Invalid step of metric %s: %s (the run goes on from step %s)",
            metric, step, firstStep));
  }

  /** Returns a metric; its name is checked once, with the first point. */
  private Metric metric(String name) {
    Metric metric = metrics.get(name);
    if (metric == null) {
      checkKey("metric", name);
      MetricSummary before = known.metrics().get(name); // of a resumed run
      long next = before == null ? 0 : before.last().step() + 1;
      metric = new Metric(name, Math.max(next, firstStep));
      metrics.put(name, metric);
    }
    return metric;
  }

  /** Rejects a batch of more points than fit into the intake. */
  static void checkPoints(int points) {
    Preconditions.check(
        points <= CAPACITY, "Invalid batch: %s points (must be at most %s)", points, CAPACITY);
  }

  /** Returns whether data was added as an input; it then stays one. */
  synchronized boolean hasInput(RunInput data) {
    return inputs.contains(data);
  }

  /** Returns the data that is not an input yet. */
  synchronized Set<RunInput> missing(Collection<RunInput> used) {
    Set<RunInput> missing = new LinkedHashSet<>(used);
    missing.removeAll(inputs);
    return missing;
  }

  /**
   * Adds a batch, which is recorded as a whole or not at all.
   *
   * @param batch all but the points, with every missing input
   * @param bytes the size of the batch
   * @return false if what is pending must be recorded first, since together they would exceed one
   *     batch
   */
  synchronized boolean add(RunBatch batch, List<CollectedParts.Logged> points, int bytes) {
    checkGoing();
    batch.params().forEach(this::check);
    batch.artifacts().forEach((name, file) -> CollectedParts.checkSame(artifacts.get(name), file));
    Map<Taken, StoredFile> states = with(batch.checkpoints());
    points.forEach(this::check);
    if (isFull() || (facts > 0 && facts + bytes > MAX_FACTS)) {
      return false;
    }
    params.putAll(batch.params()); // before it is added: an Error here must not hide a conflict
    artifacts.putAll(batch.artifacts());
    checkpoints = states;
    added.add(points.isEmpty() ? batch : with(points, batch)); // all or, out of memory, nothing
    inputs.addAll(batch.inputs());
    size += 1 + points.size() + bytes / BYTES_OF_A_POINT;
    facts += bytes;
    return true;
  }

  /** Returns the checkpoint of a name and a step. */
  synchronized StoredFile checkpoint(Taken taken) {
    StoredFile file = checkpoints.get(taken);
    if (file == null) {
      throw new NotFoundException(
          "Checkpoint does not exist: " + taken.name() + " at step " + taken.step());
    }
    return file;
  }

  /** Returns the checkpoints together with those of a batch; its tombstones remove some. */
  private Map<Taken, StoredFile> with(List<Checkpoint> batch) {
    if (batch.isEmpty()) {
      return checkpoints;
    }
    Map<Taken, StoredFile> states = new LinkedHashMap<>(checkpoints);
    for (Checkpoint taken : batch) {
      if (taken.dropped().isEmpty()) {
        CollectedParts.checkSame(states.putIfAbsent(Taken.of(taken), taken.file()), taken);
      }
    }
    Taken newest = null;
    for (Taken taken : states.keySet()) {
      newest = taken;
    }
    for (Checkpoint taken : batch) {
      if (taken.dropped().isPresent()) {
        if (Taken.of(taken).equals(newest)) {
          throw newest(Taken.of(taken));
        }
        states.remove(Taken.of(taken));
      }
    }
    return states;
  }

  private static ConflictException newest(Taken taken) {
    return new ConflictException(
        String.format(
            "Cannot drop checkpoint %s at step %s: it is the newest of the run, from which the run"
                + " is resumed",
            taken.name(), taken.step()));
  }

  private RunBatch with(List<CollectedParts.Logged> points, RunBatch batch) {
    RunBatch.Builder all = RunBatch.builder().add(batch);
    points.forEach(logged -> all.point(point(logged)));
    return all.build();
  }

  private RunBatch.Point point(CollectedParts.Logged logged) {
    Metric metric = metric(logged.metric());
    long step = logged.step() == null ? metric.nextStep : logged.step();
    MetricPoint point = new MetricPoint(step, logged.value(), logged.time(), logged.data());
    metric.nextStep = step + 1;
    return new RunBatch.Point(metric.name, point);
  }

  private boolean isFull() {
    return size >= CAPACITY;
  }

  private void check(CollectedParts.Logged point) {
    Long step = point.step();
    if (step == null) {
      metric(point.metric()).next();
    } else if (step < firstStep) {
      throw superseded(point.metric(), step);
    }
  }

  private void check(String name, Param value) {
    Param before = params.get(name);
    if (before != null) {
      before.checkSame(name, value);
    }
  }

  /**
   * Hands over everything added. The caller makes one {@linkplain #batch batch} of it outside the
   * monitor, since that allocates. Nothing is returned: an error at the end would lose it.
   */
  synchronized void handOver(RunBuffer to) {
    if (size > 0) {
      List<Object> next = new ArrayList<>(); // before anything changes: memory may be exhausted
      to.taken = added;
      added = next;
      size = 0;
      facts = 0;
    }
  }

  /** Makes one batch, with a token, of what was handed over. */
  static RunBatch batch(List<Object> taken) {
    RunBatch.Builder batch = RunBatch.builder().token(Ids.token());
    for (Object part : taken) {
      if (part instanceof RunBatch.Point point) {
        batch.point(point);
      } else {
        batch.add((RunBatch) part);
      }
    }
    return batch.build();
  }

  synchronized boolean isGoing() {
    return !ended;
  }

  synchronized void checkGoing() {
    if (ended) {
      throw new IllegalStateException(
          "The run "
              + name()
              + " has ended"
              + (status == RunStatus.FINISHED ? "" : " (Experiments.resume goes on with it)"));
    }
  }

  /** Rejects everything from now on. */
  synchronized void end() {
    ended = true;
  }

  /** Rejects everything from now on, with a message that depends on the status. */
  synchronized void end(RunStatus how) {
    ended = true;
    status = how;
  }

  /** Accepts again, since the end could not be recorded. */
  synchronized void goOn() {
    ended = false;
  }

  private String name() {
    String name = known.info().name();
    return name.equals(id()) ? name : name + " (" + id() + ")";
  }

  /** Returns the experiment, name, id and status. */
  @Override
  public synchronized String toString() {
    RunStatus last = status == null ? RunStatus.CRASHED : status; // closed without an end
    return known.info().experiment() + "/" + name() + " " + (ended ? last : RunStatus.RUNNING);
  }
}
