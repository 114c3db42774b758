package io.lifecycle4j.core.error;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that goes on in rounds on a thread of the library, whatever a round throws: an {@link Error}
 * as well, after which the next round comes a little later. The thread ends when there is nothing
 * to do, and is started anew when there is. Thread-safe.
 */
public final class Rounds {
  /** A pause that ends only when a round is {@linkplain #wake asked for}. */
  public static final Duration UNTIL_WOKEN = Duration.ofNanos(Long.MAX_VALUE);

  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);

  /** A failure that lasts is logged this often, not at each round. */
  static final long SAY_AGAIN = Duration.ofSeconds(10).toNanos();

  /** How often who waits asks for a thread while there is none. */
  private static final long LOOK_MILLIS = 10;

  private final String name;
  private final Round round;

  /** What time it is where failures are logged. */
  private final LongSupplier nanos;

  private final Logger log;

  /** Of the thread, which has no memory for it where that is short. */
  private final Backoff retry = new Backoff(SHORTEST_PAUSE, LONGEST_PAUSE, System::nanoTime);

  private @Nullable OwnedThread thread;

  /** Whether somebody asked for a round since the last one began. */
  private boolean wanted;

  private volatile boolean ended;

  /** When a failure was logged last, 0 before the first; of the thread. */
  private long saidAt;

  /** One round. */
  @FunctionalInterface
  public interface Round {
    /**
     * Does what there is to do.
     *
     * @return how long to pause before the next one, unless it is {@linkplain Rounds#wake asked
     *     for}; null if there is nothing more to do
     */
    @Nullable Duration run();
  }

  /**
   * Creates rounds; none begins yet.
   *
   * @param name what the thread is for
   * @param round a round; what it throws is logged
   */
  public Rounds(String name, Round round) {
    this(name, round, System::nanoTime, LOG);
  }

  Rounds(String name, Round round, LongSupplier nanos, Logger log) {
    this.name = name;
    this.round = round;
    this.nanos = nanos;
    this.log = log;
  }

  /**
   * Has a round begin soon, on a new thread if there is none, or it died.
   *
   * @return whether there is a thread; if not, the system has none left
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
        Duration pause = begins() ? round.run() : null;
        if (pause == null && leaves()) {
          return;
        }
        retry.succeeded();
        pause(pause == null ? 0 : pause.toNanos());
      } catch (Throwable e) {
        failure = e; // nothing is called here that could fail as well
      }
    }
  }

  /** Pauses after a failure, however often a round is asked for. */
  private void rest(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0 && !ended; left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
      Thread.interrupted(); // it would not pause any more
    }
  }

  /** Returns false also on a thread that an error kept from being the one. */
  private synchronized boolean begins() {
    wanted = false;
    return !ended && thread == Thread.currentThread();
  }

  /** Ends, unless somebody came while the last round ended. */
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
    if (nanos == Long.MAX_VALUE) { // who wakes it now has left a permit
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, nanos);
    }
    Thread.interrupted(); // nobody has reason to, and it would not pause any more
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // to log needs memory too
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

  /** Interrupts the round under way, if it waits for something. */
  public synchronized void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  /**
   * Begins no further round.
   *
   * @param bound how long to wait for the end of the one under way
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
   * Waits until nothing more is to be done.
   *
   * @param bound the longest wait
   * @return whether that is so; a thread that died is started anew
   * @throws InterruptedException if the current thread is interrupted
   */
  public boolean await(Duration bound) throws InterruptedException {
    long end =
        System.nanoTime() + TimeUnit.NANOSECONDS.convert(bound); // at most, as it is for ever
    while (!isIdle()) {
      OwnedThread running = running();
      if (running == Thread.currentThread()) {
        return true; // once it returns
      }
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      if (running == null || !running.isAlive()) {
        Thread.sleep(Math.min(millis, LOOK_MILLIS)); // the system has no thread just now
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

  /** Returns the thread, started anew if it died. */
  private synchronized @Nullable OwnedThread running() {
    if (!ended && (thread == null || !thread.isAlive())) {
      wake();
    }
    return thread;
  }
}
