package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.error.StorageFailedException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
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

  /** The clock of the predictions. */
  private final InstantSource made;

  private final Supplier<List<String>> holders;
  private final Observers observers;
  private final Retries retries;
  private final Rounds rounds = new Rounds("prediction-upkeep", this::round);
  private final List<Session> sessions = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /** When the last round was, by the clock. */
  private final AtomicReference<@Nullable Instant> last = new AtomicReference<>();

  /**
   * Begins with the first log.
   *
   * @param clock that of the system, for what is due
   * @param made that of the predictions, for which of them an erasure reaches
   * @param holders returns what may hold inputs of logged predictions, in words
   */
  public LogUpkeep(
      Medium home,
      InstantSource clock,
      InstantSource made,
      Supplier<List<String>> holders,
      Observers observers) {
    this(home, clock, made, holders, observers, System::nanoTime);
  }

  /** Begins like the other constructor, with the clock of the waits after failures. */
  LogUpkeep(
      Medium home,
      InstantSource clock,
      InstantSource made,
      Supplier<List<String>> holders,
      Observers observers,
      LongSupplier nanos) {
    this.home = home;
    this.clock = clock;
    this.made = made;
    this.holders = holders;
    this.observers = observers;
    this.retries = new Retries(nanos);
  }

  /** One thing to do, which fails alone. */
  record Step(String what, Consumer<RollUp> work) {}

  /** The log of a session of this process. */
  public final class Session {
    private final String model;
    private final String list;
    private final PredictionLog log;
    private final SessionOpening opening;
    private final Retention retention;

    // changed by the owner of the journal of parts
    private volatile long written;
    private volatile Instant cut = Instant.MAX;
    private volatile boolean trimmed = true;

    private Session(String model, PredictionLog log, SessionOpening opening, Retention retention) {
      this.model = model;
      this.list = Parts.list(model);
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
      var opened = opening.opened();
      return more > MOST_BYTES
          || (more > 0 && (cut.isAfter(now) || cut.plus(LONGEST).isBefore(now)))
          || (opened != null && parts.erasures().reachesInto(opened.name()));
    }

    /** Erases the predictions of its model with a key, as {@link Predictions#erase} does. */
    public ErasureReport erase(String key, Actor actor, String reason) {
      return LogUpkeep.this.erase(model, key, actor, reason);
    }

    /** It is due again if labels of what was dropped are left. */
    Stream<Step> drop(Parts all, Instant now) {
      List<Part> expired = all.expired(model, retention, now);
      return expired.isEmpty() && trimmed
          ? Stream.empty()
          : Stream.of(
              new Step(
                  "The retention of predictions of " + model,
                  open -> {
                    trimmed = false;
                    open.drop(model, expired, retention);
                    trimmed = true;
                  }));
    }

    private Step move(Instant now) {
      var opened = opening.opened();
      return new Step(
          "The move of what " + model + " logs in " + (opened == null ? "" : opened.name()),
          open -> {
            long all = log.written();
            open.moveRunning(opening, log::moved);
            written = all;
            cut = now;
          });
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

  /** Does what there is to do; returns the pause after it, null if there is no session. */
  @Nullable Duration round() {
    try {
      retries.attempt("The upkeep of the logs of predictions", this::run);
    } catch (ClosedException e) {
      if (!closed) {
        throw e;
      }
      LOG.debug("The home was closed", e);
    }
    return sessions.isEmpty() ? null : PAUSE;
  }

  private ErasureReport erase(String model, String key, Actor actor, String reason) {
    try (RollUp open = patiently(model)) {
      Instant time = made.instant();
      for (Session one : sessions) {
        if (one.model.equals(model)) {
          one.log.flush();
          attempt(one.move(clock.instant()), open);
        }
      }
      ended(open.parts().parts(), PredictionJournals.names(home.journals(), model))
          .forEach(step -> attempt(step, open));
      LoggedLabels.InJournals hidden = open.labels().inJournals(model, key);
      ErasedKey begun =
          ErasedKey.begin(model, key, actor.name(), reason, time, hidden.ends(), hidden.count());
      RollUp.Search done = open.erase(begun);
      List<String> left = new ArrayList<>(hidden.unread());
      left.addAll(done.left());
      long count = done.key().predictions();
      LOG.info("Erased {} predictions of {}, by {}", count, model, actor.name());
      if (!left.isEmpty()) {
        LOG.warn("Not searched or deleted yet: {}", left);
      }
      return new ErasureReport(model, actor, reason, time, count, hidden.count(), left, holders());
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
    String list = Parts.list(model);
    RollUp open = RollUp.open(home, list, clock);
    while (open == null) {
      if (Thread.currentThread().isInterrupted()) {
        throw new OperationInterruptedException(
            "Cannot erase predictions of " + model + ": the thread was interrupted");
      }
      if (System.nanoTime() - end > 0) {
        throw new OverloadedException(
            "Cannot erase predictions of " + model + ": another process is moving its log", PAUSE);
      }
      LockSupport.parkNanos(10_000_000);
      open = RollUp.open(home, list, clock);
    }
    return open;
  }

  /** Does what there is to do; what cannot be done for a model hinders no other. */
  void run() {
    Instant now = clock.instant();
    Instant before = last.getAndSet(now);
    Instant sure = before == null || before.isAfter(now) ? now : before;
    Map<String, List<String>> logs = logs();
    for (Map.Entry<String, List<String>> log : logs.entrySet()) {
      if (!closed) {
        retries.attempt(
            "The upkeep of " + log.getKey(),
            () -> run(new Due(log.getKey(), log.getValue(), now, sure)));
      }
    }
  }

  /** Returns the list of parts of each model, with the journals of its sessions. */
  private Map<String, List<String>> logs() {
    Map<String, List<String>> logs = new TreeMap<>();
    Kind.PARTS.names(home.journals()).forEach(list -> logs.put(list, new ArrayList<>()));
    sessions.forEach(one -> logs.putIfAbsent(one.list, new ArrayList<>()));
    for (String journal : PredictionJournals.names(home.journals())) {
      logs.computeIfAbsent(Kind.PARTS.beside(journal), list -> new ArrayList<>()).add(journal);
    }
    return logs;
  }

  /**
   * What may be due for a model.
   *
   * @param list its list of parts
   * @param journals those of its sessions
   * @param sure a time that the clock said twice or has passed, unless this is the first round: a
   *     clock that was ahead in one round drops nothing
   */
  private record Due(String list, List<String> journals, Instant now, Instant sure) {}

  private void run(Due due) {
    Parts read = Parts.read(home.journals(), due.list);
    if (steps(() -> read, due).findFirst().isEmpty()) {
      return;
    }
    try (RollUp open = RollUp.open(home, due.list, clock)) {
      if (open != null) {
        observers.run(
            Operation.LOG_ROLL_UP,
            ObservedSubject.HOME,
            () ->
                steps(open.parts()::parts, due)
                    .takeWhile(step -> !closed)
                    .forEach(step -> attempt(step, open)));
      }
    }
  }

  private void attempt(Step step, RollUp open) {
    retries.attempt(step.what, () -> step.work.accept(open));
  }

  /** Returns the steps that are due; those of each kind are found when those before are done. */
  private Stream<Step> steps(Supplier<Parts> parts, Due due) {
    return Stream.<Function<Parts, Stream<Step>>>of(
            all -> ended(all, due.journals),
            all ->
                sessions(due).filter(one -> one.isDue(due.now, all)).map(one -> one.move(due.now)),
            all -> sessions(due).flatMap(one -> one.drop(all, due.sure)),
            all -> all.erasures().pending().stream().map(LogUpkeep::search),
            all -> merges(all, due.now),
            all -> garbage(all, due),
            all -> compaction(all, due))
        .flatMap(kind -> kind.apply(parts.get()))
        .filter(step -> retries.isDue(step.what));
  }

  private Stream<Session> sessions(Due due) {
    return sessions.stream().filter(one -> one.list.equals(due.list));
  }

  private Stream<Step> ended(Parts parts, List<String> journals) {
    return RollUp.ended(home.journals(), parts, journals).stream()
        .map(name -> new Step("The move of what is in " + name, open -> open.moveEnded(name)));
  }

  private static Step search(ErasedKey key) {
    return new Step(
        "The erasure " + key.id() + " of predictions of " + key.model(),
        open -> {
          List<String> left = open.search(key).left();
          if (!left.isEmpty()) {
            throw new StorageFailedException(
                String.format("%s are left, such as %s", left.size(), left.get(0)));
          }
        });
  }

  /** A part that cannot be read is left out, so that the others are merged. */
  private Stream<Step> merges(Parts parts, Instant now) {
    List<Part> readable =
        parts.all().stream().filter(part -> retries.isDue(reading(part))).toList();
    return RollUp.mergeable(readable, now).entrySet().stream()
        .map(
            day ->
                new Step(
                    "The merge of parts of " + day.getKey(),
                    open ->
                        open.merge(
                            day.getValue().stream()
                                .filter(
                                    part -> retries.attempt(reading(part), () -> open.verify(part)))
                                .toList())));
  }

  private static String reading(Part part) {
    return "Reading the part " + part.blob() + " of " + part.model();
  }

  private static Stream<Step> garbage(Parts parts, Due due) {
    Instant before = due.now.minus(LONGEST); // who reads it may still do so
    return parts.garbage(before).isEmpty()
        ? Stream.empty()
        : Stream.of(
            new Step(
                "The deletion of parts no longer in " + due.list,
                open -> open.parts().deleteGarbage(before)));
  }

  private static Stream<Step> compaction(Parts parts, Due due) {
    return PartsJournal.isLong(parts)
        ? Stream.of(new Step("The compaction of " + due.list, open -> open.parts().compact()))
        : Stream.empty();
  }

  /**
   * Waits until what it does is done, at most some seconds; it goes on when the home opens again.
   */
  @Override
  public void close() {
    closed = true;
    if (!rounds.end(Duration.ofSeconds(10))) {
      LOG.error("Moving logged predictions does not end; it goes on in the background");
    }
  }
}
