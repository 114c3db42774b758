package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkKey;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.error.Ending;
import io.lifecycle4j.core.error.Ending.Step;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunParts;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open run, over any tracker. */
final class TrackedRun implements Run, KillableRun {
  private static final Logger LOG = LoggerFactory.getLogger(TrackedRun.class);

  /** How long an end waits for missing parts of the environment. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ExperimentTracker tracker;
  private final RunIntake intake;
  private final RunBuffer buffer;
  private final RunEnvironment environment;
  private final InstantSource clock;
  private final Duration bound;
  private final Map<String, Long> seeds;

  private final Queue<Runnable> beforeKill = new ConcurrentLinkedQueue<>();

  /** Whether nothing is left to close. */
  private volatile boolean closed;

  /** Why the run is being killed; null if it is not. */
  private volatile @Nullable String killed;

  /**
   * Opens a run, whose closing waits for the end no longer than {@code bound}, with first seeds.
   */
  TrackedRun(
      ExperimentTracker tracker,
      RunIntake intake,
      RunBuffer buffer,
      RunEnvironment environment,
      InstantSource clock,
      Duration bound,
      Map<String, Long> seeds) {
    this.tracker = tracker;
    this.intake = intake;
    this.buffer = buffer;
    this.environment = environment;
    this.clock = clock;
    this.bound = bound;
    this.seeds = new ConcurrentHashMap<>(seeds);
  }

  @Override
  public String id() {
    return intake.id();
  }

  @Override
  public Run log(String metric, double value) {
    while (!intake.log(metric, value)) {
      buffer.recordAll();
    }
    return taken();
  }

  @Override
  public Run log(String metric, double value, long step) {
    return log(metric, value, step, Optional.empty());
  }

  @Override
  public Run log(String metric, double value, long step, RunInput data) {
    return intake.hasInput(required(data, "data of metric " + metric))
        ? log(metric, value, step, Optional.of(data))
        : Run.super.log(metric, value, step, data); // its first point, with the input
  }

  private Run log(String metric, double value, long step, Optional<RunInput> data) {
    while (!intake.log(metric, value, step, data)) {
      buffer.recordAll();
    }
    return taken();
  }

  @Override
  public String toString() {
    return intake.toString();
  }

  @Override
  public Run seed(String name, long seed) {
    checkKey("seed", name);
    intake.checkGoing();
    Long before = seeds.putIfAbsent(name, seed);
    if (before != null && before != seed) {
      throw new ConflictException(
          String.format("Seed already exists: %s is %s (cannot become %s)", name, before, seed));
    }
    environment.seed(name, seed);
    return this;
  }

  @Override
  public Run batch(Consumer<RunParts> parts) {
    CollectedParts collected = new CollectedParts(this::store, intake::checkpoint, clock);
    required(parts, "parts of a batch").accept(collected);
    return take(collected);
  }

  private StoredFile store(NamedContent file) {
    intake.checkGoing();
    return tracker.put(file);
  }

  private Run take(CollectedParts parts) {
    RunIntake.checkPoints(parts.points().size());
    RunBatch facts = parts.facts(intake.missing(parts.inputs()));
    int bytes = RunFacts.size(facts); // checked here, since recording happens after the call
    while (!intake.add(facts, parts.points(), bytes)) {
      buffer.recordAll();
    }
    return taken();
  }

  private Run taken() {
    buffer.taken();
    return this;
  }

  @Override
  public Run flush() {
    buffer.flush();
    return this;
  }

  @Override
  public void finish() {
    end(RunStatus.FINISHED, "");
  }

  @Override
  public void fail(Throwable cause) {
    end(RunStatus.FAILED, CauseText.of(required(cause, "cause")));
  }

  @Override
  public void kill(String reason) {
    end(RunStatus.KILLED, FreeText.of("reason of a killed run", required(reason, "reason")));
  }

  boolean isOf(RunBuffer recorded) {
    return buffer == recorded;
  }

  /** Records what was logged, so that readers see it. */
  void show() {
    buffer.show();
  }

  void finishUnlessEnded() {
    endUnlessEnded(RunStatus.FINISHED, "", PATIENCE);
  }

  void failUnlessEnded(Throwable cause) {
    endUnlessEnded(RunStatus.FAILED, CauseText.of(cause), PATIENCE);
  }

  @Override
  public void beforeKill(Runnable action) {
    beforeKill.add(action);
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // nothing must keep the run open
  private void prepared(Runnable action) {
    try {
      action.run();
    } catch (Throwable e) {
      LOG.error("Run {} is killed without what was to be done before", id(), e);
    }
  }

  /** Ends the run without waiting for slow parts: the home is closing, or the process ends. */
  void killUnlessEnded(String reason) {
    killed = reason; // what fails from now on, fails because of this
    for (Runnable action = beforeKill.poll(); action != null; action = beforeKill.poll()) {
      prepared(action);
    }
    closing(RunStatus.KILLED, reason, Duration.ZERO);
  }

  @Override
  public void close() {
    if (!closed) { // most finished runs are closed
      Step step =
          new Step(
              "run " + id(), () -> closing(RunStatus.FAILED, "closed without finish", PATIENCE));
      Ending ending = Ending.within(bound, List.of(step));
      if (!ending.left().isEmpty()) {
        throw new UnknownOutcomeException(
            "Run "
                + id()
                + " has not ended within "
                + bound
                + ": the storage does not answer (it is left to end; read what was recorded)");
      }
      ending.throwFailure("end run " + id());
    }
  }

  /** Even if the end fails, the journal is released, so that the run can be resumed. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error must not keep the journal open either
  private void closing(RunStatus status, String cause, Duration patience) {
    try {
      endUnlessEnded(status, cause, patience);
    } catch (RuntimeException | Error e) {
      Tracking.close(buffer, e);
      throw e;
    } finally {
      closed = true;
    }
    buffer.close();
  }

  /** Ends the run, which must go on. */
  private void end(RunStatus status, String cause) {
    if (!endUnlessEnded(status, cause, PATIENCE)) {
      intake.checkGoing();
    }
  }

  private boolean endUnlessEnded(RunStatus status, String cause, Duration patience) {
    if (buffer.isGoing()) {
      environment.end(patience);
    }
    String killedBy = status == RunStatus.FAILED ? killed : null;
    RunEnd end =
        new RunEnd(
            killedBy == null ? status : RunStatus.KILLED,
            clock.instant(),
            CauseText.shown(killedBy == null ? cause : killedBy));
    boolean ended = buffer.endUnlessEnded(end);
    closed = true;
    return ended;
  }
}
