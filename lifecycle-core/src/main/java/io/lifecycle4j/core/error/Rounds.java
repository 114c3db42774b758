package io.lifecycle4j.core.error;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work in rounds on a thread of the library. An exception or {@link Error} in a round only delays
 * the next one. The thread ends when there is nothing to do, and another starts when there is.
 * Limited rounds take at most a twentieth of a core ({@link CoreShare}), however often they are
 * requested. Thread-safe.
 */
public final class Rounds {
  /** A pause that only {@link #wake} ends. */
  public static final Duration UNTIL_WOKEN = Duration.ofNanos(Long.MAX_VALUE);

  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);

  /** How often a lasting failure is logged, in nanoseconds. */
  static final long SAY_AGAIN = Duration.ofSeconds(10).toNanos();

  /** How often a waiting caller tries to start a thread while there is none. */
  private static final long LOOK_MILLIS = 10;

  private final String name;
  private final Supplier<@Nullable Duration> round;

  /** Null if they are not limited; confined to the thread. */
  private final @Nullable CoreShare share;

  /** The clock that limits logging. */
  private final LongSupplier nanos;

  private final Logger log;

  /** Confined to the thread; allocated in advance, since memory may be short when it is needed. */
  private final Backoff retry = new Backoff(SHORTEST_PAUSE, LONGEST_PAUSE, System::nanoTime);

  private @Nullable OwnedThread thread;

  /** Whether a round was requested since the last one began. */
  private boolean wanted;

  private volatile boolean ended;
  private volatile boolean hurried;

  /** When a failure was last logged, 0 before the first; confined to the thread. */
  private long saidAt;

  /**
   * Creates rounds, none of which begins yet; what a round throws is logged.
   *
   * @param round does what is pending, and returns the pause before the next round, unless
   *     {@linkplain #wake requested} sooner; null if nothing is left to do
   */
  public Rounds(String name, Supplier<@Nullable Duration> round) {
    this(name, round, null, System::nanoTime, LOG);
  }

  /** Creates rounds as above, which rest whenever they have used up their share. */
  public Rounds(String name, Supplier<@Nullable Duration> round, CoreShare share) {
    this(name, round, share, System::nanoTime, LOG);
  }

  Rounds(
      String name,
      Supplier<@Nullable Duration> round,
      @Nullable CoreShare share,
      LongSupplier nanos,
      Logger log) {
    this.name = name;
    this.round = round;
    this.share = share;
    this.nanos = nanos;
    this.log = log;
  }

  /**
   * Requests a round soon, on a new thread if there is none or it died; returns false if none can
   * be started.
   */
  public synchronized boolean wake() {
    wanted = true;
    OwnedThread running = thread;
    if (running != null && running.isAlive()) {
      LockSupport.unpark(running);
      return true;
    }
    if (ended) {
      return true;
    }
    OwnedThread fresh = new OwnedThread(name, this::run);
    if (fresh.begin()) {
      thread = fresh;
      return true;
    }
    return false;
  }

  /** Requests a round soon, and lets this and all later ones begin without a rest. */
  public void hurry() {
    hurried = true;
    wake();
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // without the thread nothing would be done
  private void run() {
    Throwable failure = null;
    while (true) {
      try {
        if (failure != null) {
          Throwable last = failure;
          failure = null;
          failed(last);
          rest(retry.failed());
        }
        rest();
        Duration pause = begins() ? round() : null;
        if (pause == null && leaves()) {
          return;
        }
        retry.succeeded();
        pause(pause == null ? 0 : pause.toNanos());
      } catch (Throwable e) {
        failure = e; // nothing called here can fail as well
      }
    }
  }

  /** Pauses after a failure, even if rounds are requested. */
  private void rest(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0 && !ended; left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
      Thread.interrupted(); // while interrupted, it would not pause
    }
  }

  /** Waits until the share permits a round, even if rounds are requested. */
  private void rest() {
    CoreShare limit = share;
    if (limit == null) {
      return;
    }
    for (long left = limit.rest(); left > 0 && !ended && !hurried; left = limit.rest()) {
      LockSupport.parkNanos(this, left);
      Thread.interrupted(); // while interrupted, it would not rest
    }
  }

  private @Nullable Duration round() {
    CoreShare limit = share;
    if (limit == null) {
      return round.get();
    }
    limit.begin();
    try {
      return round.get();
    } finally {
      limit.end();
    }
  }

  /** Returns false also on a thread that an error kept from becoming the current one. */
  private synchronized boolean begins() {
    wanted = false;
    return !ended && thread == Thread.currentThread();
  }

  /** Ends the thread, unless a round was requested while the last one ended. */
  private synchronized boolean leaves() {
    if (thread == Thread.currentThread()) {
      if (wanted && !ended) {
        return false;
      }
      thread = null;
    }
    return true;
  }

  private void pause(long nanos) {
    synchronized (this) {
      if (wanted || ended) {
        return;
      }
    }
    if (nanos == Long.MAX_VALUE) { // a concurrent wake has left a permit
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, nanos);
    }
    Thread.interrupted(); // a stray interrupt, which would prevent further pauses
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // logging needs memory too
  private void failed(Throwable failure) {
    try {
      long now = nanos.getAsLong();
      if (saidAt == 0 || now - saidAt > SAY_AGAIN) {
        saidAt = now | 1;
        log.error("{} failed; it continues", name, failure);
      }
    } catch (Throwable e) {
      Thread.onSpinWait(); // the next failure is logged
    }
  }

  /** Interrupts the round in progress, if any. */
  public synchronized void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  /**
   * Begins no further round.
   *
   * @param bound how long to wait for the round in progress
   * @return whether it has ended; see {@link OwnedThread#awaitEnd}
   */
  public boolean end(Duration bound) {
    OwnedThread running;
    synchronized (this) {
      ended = true;
      running = thread;
    }
    LockSupport.unpark(running);
    return running == null || running.awaitEnd(bound);
  }

  /**
   * Waits until nothing is left to do; a thread that died is replaced.
   *
   * @return false after the timeout
   * @throws InterruptedException if the current thread is interrupted
   */
  public boolean await(Duration bound) throws InterruptedException {
    long end =
        System.nanoTime() + TimeUnit.NANOSECONDS.convert(bound); // saturates for very long bounds
    while (!isIdle()) {
      OwnedThread running = running();
      if (running == Thread.currentThread()) {
        return true; // idle once the current round returns
      }
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      if (running == null || !running.isAlive()) {
        Thread.sleep(Math.min(millis, LOOK_MILLIS)); // no thread can be started now
      } else {
        running.join(millis);
      }
    }
    return true;
  }

  private synchronized boolean isIdle() {
    boolean alive = thread != null && thread.isAlive();
    return ended ? !alive : thread == null && !wanted;
  }

  /** Returns the thread, and starts another if it died. */
  private synchronized @Nullable OwnedThread running() {
    if (!ended && (thread == null || !thread.isAlive())) {
      wake();
    }
    return thread;
  }
}
