package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.serving.ErasureReport;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.serving.Retention;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the logs of predictions of a home in order, on a thread of its own, as long as a model
 * logs: moves predictions to parts, merges those, and drops old ones. Thread-safe.
 */
public final class LogUpkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogUpkeep.class);

  /** How often it looks whether something is to be done. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** After this time, or so many bytes, what a running session logged is moved. */
  static final Duration LONGEST = Duration.ofHours(1);

  private static final long MOST_BYTES = 1 << 26;

  /** How long an erasure waits for other processes. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Medium home;
  private final InstantSource clock;
  private final Supplier<List<String>> holders;
  private final Observers observers;
  private final Rounds rounds = new Rounds("prediction-upkeep", this::round);
  private final List<Session> sessions = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /**
   * Begins with the first log.
   *
   * @param holders returns what may hold inputs of logged predictions, in words
   */
  public LogUpkeep(
      Medium home, InstantSource clock, Supplier<List<String>> holders, Observers observers) {
    this.home = home;
    this.clock = clock;
    this.holders = holders;
    this.observers = observers;
  }

  /** The log of a session of this process. */
  public final class Session {
    private final String model;
    private final PredictionLog log;
    private final SessionOpening opening;
    private final Retention retention;

    // confined to the thread
    private long written;
    private Instant cut = Instant.MAX;

    private Session(String model, PredictionLog log, SessionOpening opening, Retention retention) {
      this.model = model;
      this.log = log;
      this.opening = opening;
      this.retention = retention;
    }

    /** Begins to keep it in order, and the logs of sessions that have ended. */
    public void begin() {
      cut = clock.instant();
      sessions.add(this);
      rounds.wake();
    }

    /** Ends, when the log is closed. */
    public void end() {
      sessions.remove(this);
    }

    private boolean isDue(Instant now, Parts parts) {
      long more = log.written() - written;
      SessionOpening.Opened opened = opening.opened();
      return more > MOST_BYTES
          || (more > 0 && cut.plus(LONGEST).isBefore(now))
          || (opened != null && parts.hidesIn(opened.name()));
    }

    /** Erases the predictions of its model with a key, as {@link Predictions#erase} does. */
    public ErasureReport erase(String key, Actor actor, String reason) {
      return LogUpkeep.this.erase(model, key, actor, reason);
    }

    private List<Part> expired(Parts all, Instant now) {
      return all.expired(model, retention, now);
    }

    private void move(RollUp open, Instant now) {
      written = log.written();
      cut = now;
      open.moveRunning(opening, log::moved);
    }
  }

  /**
   * Creates a session, which does nothing before it begins.
   *
   * @param retention how long predictions of the model are kept
   */
  public Session session(
      String model, PredictionLog log, SessionOpening opening, Retention retention) {
    return new Session(model, log, opening, retention);
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // a home that closes meanwhile
  private @Nullable Duration round() {
    try {
      run();
    } catch (RuntimeException e) {
      if (!closed) {
        throw e;
      }
      LOG.debug("The home was closed", e);
    }
    return sessions.isEmpty() ? null : PAUSE;
  }

  private ErasureReport erase(String model, String key, Actor actor, String reason) {
    try (RollUp open = patiently(model)) {
      Instant time = clock.instant();
      for (Session one : sessions) {
        if (one.model.equals(model)) {
          one.log.flush();
          one.move(open, time);
        }
      }
      open.moveEnded();
      Map<String, Long> ends = open.ends();
      long hidden = open.count(model, key, ends);
      ErasedKey erased =
          open.erase(ErasedKey.begin(model, key, actor.name(), reason, time, ends, hidden));
      LOG.info("Erased {} predictions of {}, by {}", erased.predictions(), model, actor.name());
      return new ErasureReport(model, actor, reason, time, erased.predictions(), hidden, holders());
    }
  }

  /** The erasure is done, so that nothing is thrown any more. */
  private List<String> holders() {
    try {
      return holders.get();
    } catch (LifecycleException e) {
      LOG.warn("Cannot list what was made of logged predictions", e);
      return List.of("not known: what was made of logged predictions (" + e.getMessage() + ")");
    }
  }

  /** Waits while another process or thread moves predictions, which takes seconds at most. */
  private RollUp patiently(String model) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    RollUp open = RollUp.open(home, clock);
    while (open == null) {
      if (Thread.currentThread().isInterrupted()) {
        throw new OperationInterruptedException(
            "Cannot erase predictions of " + model + ": the thread was interrupted");
      }
      if (System.nanoTime() - end > 0) {
        throw new OverloadedException(
            "Cannot erase predictions of " + model + ": another process puts the log in order",
            PAUSE);
      }
      LockSupport.parkNanos(10_000_000);
      open = RollUp.open(home, clock);
    }
    return open;
  }

  /** Does what there is to do. */
  void run() {
    Instant now = clock.instant();
    Parts parts = Parts.read(home.journals());
    List<Session> due = sessions.stream().filter(one -> one.isDue(now, parts)).toList();
    if (due.isEmpty()
        && parts.erasing().isEmpty()
        && sessions.stream().allMatch(one -> one.expired(parts, now).isEmpty())
        && parts.garbage(now.minus(LONGEST)).isEmpty()
        && RollUp.ended(home.journals(), parts).isEmpty()) {
      return;
    }
    try (RollUp open = RollUp.open(home, clock)) {
      if (open != null) {
        observers.run(Operation.LOG_ROLL_UP, ObservedSubject.HOME, () -> rollUp(open, due, now));
      }
    }
  }

  private void rollUp(RollUp open, List<Session> due, Instant now) {
    open.moveEnded();
    due.forEach(one -> one.move(open, now));
    sessions.forEach(
        one -> open.drop(one.model, one.expired(open.parts().parts(), now), one.retention));
    open.merge(now);
    open.parts().deleteGarbage(now.minus(LONGEST)); // who reads it may still do so
    open.parts().compact();
  }

  /**
   * Waits until what it does is done, at most some seconds; it goes on when the home opens again.
   */
  @Override
  public void close() {
    closed = true;
    if (!rounds.end(Duration.ofSeconds(10))) {
      LOG.error("The upkeep of the logs of predictions does not end; it is left to itself");
    }
  }
}
