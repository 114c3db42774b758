package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.IdleObjects;
import io.lifecycle4j.core.error.Joining;
import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.serving.log.AnsweredBy;
import io.lifecycle4j.core.serving.traffic.CountedCalls;
import io.lifecycle4j.core.traffic.TrafficCounter;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.Arm;
import io.lifecycle4j.validation.Rule;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One version that answers, with a count of its users.
 *
 * <p>Closing a network while a thread runs it crashes the process. Each call therefore holds one
 * count while it runs; once the version is retired, the last release closes it. Thread-safe.
 */
abstract class Route<I, O> implements VersionLoads.Held {
  private static final Logger LOG = LoggerFactory.getLogger(Route.class);

  /** Added to the number of users once the version is retired. */
  private static final long RETIRED = 1L << 62;

  /** How long retiring waits until the version is freed. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** How long closing waits for an engine to free a version without users. */
  private static final Duration FREEING = Duration.ofSeconds(5);

  private final IdleObjects<PredictionCall<I, O>> idle = new IdleObjects<>();

  private final AtomicLong users = new AtomicLong();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch unused = new CountDownLatch(1);
  private final CountDownLatch freed = new CountDownLatch(1);
  private final int version;
  private final String engine;

  /** Those of the newest plan by the ordinal of the arm; threads may miss what others wrote. */
  private final @Nullable AnsweredBy[] answeredBy = new AnsweredBy[Arm.values().length];

  /** Threads may miss what others wrote: it is the same for all. */
  private @Nullable TrafficCounter counter;

  private final PredictionObserver observer;
  private final SharedRuns<I, O> sharedRuns =
      new SharedRuns<>(Runtime.getRuntime().availableProcessors(), System::nanoTime);
  private final CircuitBreaker breaker = new CircuitBreaker(System::nanoTime, this::works);

  Route(int version, String engine, PredictionObserver observer) {
    this.version = version;
    this.engine = engine;
    this.observer = observer;
  }

  /** Returns the number of the version; 0 for a function. */
  public final int version() {
    return version;
  }

  /** Returns the name of the engine that runs the version; empty for a function. */
  final String engine() {
    return engine;
  }

  /** Returns what rows are logged with that it answers by a plan. */
  @SuppressWarnings("EnumOrdinal") // a place in memory, which nobody stores
  final AnsweredBy answeredBy(long plan, Arm arm) {
    AnsweredBy now = answeredBy[arm.ordinal()];
    if (now == null || now.plan() != plan) {
      now = new AnsweredBy(plan, version, engine, arm);
      answeredBy[arm.ordinal()] = now; // perhaps by several threads: they are equal
    }
    return now;
  }

  /** Returns what counts its calls. */
  final TrafficCounter counter(CountedCalls traffic) {
    TrafficCounter known = counter;
    if (known == null) {
      known = traffic.of(version);
      counter = known;
    }
    return known;
  }

  final CircuitBreaker breaker() {
    return breaker;
  }

  /** Adds a user, unless the version is retired. */
  final boolean acquire() {
    long now = users.get();
    while (now < RETIRED) {
      if (users.compareAndSet(now, now + 1)) {
        return true;
      }
      now = users.get();
    }
    return false;
  }

  /** Removes a user; the last one of a retired version closes it. */
  final void release() {
    if (users.decrementAndGet() == RETIRED) {
      close();
    }
  }

  /**
   * Rejects new users, and closes the version if none is left. Idempotent, and completes what an
   * error interrupted before.
   */
  @Override
  public final void retire() {
    long now = users.get();
    while (now < RETIRED && !users.compareAndSet(now, now + RETIRED)) {
      now = users.get();
    }
    if (users.get() == RETIRED) {
      close();
    }
  }

  /**
   * Closes the version once, on a thread of its own: an engine that hangs must delay neither the
   * last user nor a promotion for more than a second.
   *
   * <p>What closing throws is logged: the last user has its answer, and a promotion has moved the
   * alias.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error must not reach the last user either
  private void close() {
    unused.countDown();
    if (closing.get()) {
      return;
    }
    boolean begun = false;
    try {
      OwnedThread freeing = new OwnedThread("free-" + version, this::freeOnce);
      begun = freeing.begin();
      freeing.awaitEnd(PATIENCE);
    } catch (Throwable e) {
      LOG.warn("Version {} is freed on the thread that retires it", version, e);
    } finally {
      if (!begun) {
        freeOnce();
      }
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // see close
  private void freeOnce() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    try {
      freeAll();
    } catch (Throwable e) {
      LOG.error("Cannot free version {}: what it holds is lost to this process", version, e);
    } finally {
      freed.countDown();
    }
  }

  private void freeAll() {
    try {
      for (PredictionCall<I, O> call = idle.poll(); call != null; call = idle.poll()) {
        call.close();
      }
    } finally {
      free();
    }
  }

  final boolean freed() {
    return freed.getCount() == 0;
  }

  /** Returns whether the version serves or a call is in progress. */
  final boolean isUsed() {
    return unused.getCount() > 0;
  }

  /**
   * Waits until the last user is gone, and then five seconds at most until the version is freed. An
   * interrupt does not end the wait; the thread stays interrupted.
   */
  final boolean awaitFree(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    return Joining.uninterruptibly(unused, timeout)
        && Joining.uninterruptibly(
            freed, Duration.ofNanos(Math.min(FREEING.toNanos(), end - System.nanoTime())));
  }

  /** Returns what answers a call, for which the caller holds a count; give it back. */
  final PredictionCall<I, O> borrow() {
    PredictionCall<I, O> call = idle.poll();
    return call == null ? new PredictionCall<>(steps()) : call;
  }

  /** Takes what a thread no longer uses. */
  final void giveBack(PredictionCall<I, O> call) {
    idle.add(call);
  }

  /** Creates the steps of one thread. */
  abstract PredictionSteps<I, O> steps();

  /** Returns the task that computes probabilities of the outputs; null if none does. */
  @Nullable Task<?> probabilities() {
    return null;
  }

  /** Returns what runs requests of several callers together. */
  final SharedRuns<I, O> sharedRuns() {
    return sharedRuns;
  }

  /** Returns whether rows may run again, in smaller groups, if a run fails. */
  boolean isRepeatable() {
    return false;
  }

  /** Returns whether the version is known to work, which takes as long as several predictions. */
  boolean works() {
    return false;
  }

  /** Returns whether the version still computes its golden rows, if it has any. */
  boolean isSound() {
    return true;
  }

  /**
   * Returns what answers rows of the log by this version, as long as the caller holds a count; null
   * for a function.
   */
  @Nullable RowAnswers answers(RequestChecks requests) {
    return null;
  }

  /** Returns who sees what the version answers. */
  final PredictionObserver observer() {
    return observer;
  }

  /** Returns how many inputs broke each rule; empty if requests are not checked. */
  Map<Rule, Long> brokenRules() {
    return Map.of();
  }

  /** Frees the resources of the version, which has no users any more and no steps. */
  abstract void free();
}
