package io.lifecycle4j.core.error;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reentrant lock that nobody waits for in vain: one that its holder left without unlocking is
 * taken away.
 *
 * <p>A {@code finally} is not always run. When HotSpot falls back from compiled code to the
 * interpreter and has no memory for the objects that the compiler had done without, it drops the
 * frames of that code and throws the {@link OutOfMemoryError} in their caller. It gives back
 * monitors then, and nothing else (JDK 17, {@code Deoptimization::pop_frames_failed_reallocs}).
 *
 * <p>The lock must be taken and given back in methods of one class. Who waits for long looks at the
 * stack of the holder: if no method of that class is on it, or its thread is dead, the lock was
 * left.
 */
public final class SafeLock {
  private static final Logger LOG = LoggerFactory.getLogger(SafeLock.class);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Class<?> user;
  private final Logger log;

  /** How long to wait before looking at the holder, in nanoseconds. */
  private final long patience;

  private volatile Holding current = new Holding();

  /** The lock until it is left. */
  private static final class Holding extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    /** How often it was taken: whoever holds it for long took it once. */
    private volatile long taken;

    /** What {@link #taken} was when it was first looked at, and when. */
    private volatile long seen = -1;

    private volatile long seenAt;

    @Nullable Thread holder() {
      return getOwner();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the holder counts
    void count() {
      taken++;
    }

    /** Returns whether nobody has taken it for this long, as far as it was asked. */
    boolean isHeldForLong(long nanos) {
      long now = System.nanoTime();
      if (seen != taken) {
        seen = taken;
        seenAt = now;
      }
      return now - seenAt >= nanos;
    }

    boolean isLeft(Class<?> user) {
      long before = taken;
      Thread holder = holder();
      return holder != null && !isIn(holder, user) && taken == before && holder() == holder;
    }

    private static boolean isIn(Thread holder, Class<?> user) {
      for (StackTraceElement frame : holder.getStackTrace()) { // none if it is dead
        if (frame.getClassName().equals(user.getName())) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Creates a lock.
   *
   * @param user the class whose methods take it and give it back
   */
  public SafeLock(Class<?> user) {
    this(user, PATIENCE, LOG);
  }

  SafeLock(Class<?> user, Duration patience, Logger log) {
    this.user = user;
    this.patience = patience.toNanos();
    this.log = log;
  }

  /** Returns false if another was faster. */
  private synchronized boolean isReplaced(Holding left) {
    if (current != left) {
      return false;
    }
    current = new Holding();
    return true;
  }

  /** Takes the lock; an interrupt is kept for later. */
  public void lock() {
    boolean interrupted = false;
    while (true) {
      try {
        lockInterruptibly();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Takes the lock.
   *
   * @throws InterruptedException if the current thread is interrupted; it does not have the lock
   */
  public void lockInterruptibly() throws InterruptedException {
    boolean taken = false;
    while (!taken) {
      taken = tryLock(patience);
    }
  }

  /**
   * Takes the lock if it is free.
   *
   * @return whether the current thread has it
   */
  public boolean tryLock() {
    Holding now = current;
    if (now.tryLock()) {
      return isStill(now);
    }
    if (now.isHeldForLong(patience) && isTakenAway(now)) {
      return tryLock();
    }
    return false;
  }

  /** Takes a lock away from a holder that left it. */
  private boolean isTakenAway(Holding now) {
    if (!now.isLeft(user) || !isReplaced(now)) {
      return false;
    }
    log.error(
        "A lock of {} was left by the thread {}, which had no memory to give it back; others have"
            + " it now",
        user.getSimpleName(),
        now.holder());
    return true;
  }

  /**
   * Takes the lock once it is free.
   *
   * @param bound the longest wait
   * @return whether the current thread has it
   * @throws InterruptedException if the current thread is interrupted; it does not have the lock
   */
  public boolean tryLock(Duration bound) throws InterruptedException {
    long end = System.nanoTime() + bound.toNanos();
    while (!tryLock(Math.min(patience, end - System.nanoTime()))) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
    }
    return true;
  }

  private boolean tryLock(long nanos) throws InterruptedException {
    Holding now = current;
    if (now.tryLock(nanos, TimeUnit.NANOSECONDS)) {
      return isStill(now);
    }
    isTakenAway(now);
    return false;
  }

  /** Gives back what was taken away in between. */
  private boolean isStill(Holding now) {
    now.count();
    if (current == now) {
      return true;
    }
    now.unlock();
    return false;
  }

  /** Gives the lock back, which the current thread has. */
  public void unlock() {
    current.unlock();
  }

  /**
   * Looks whether a thread has the lock.
   *
   * @return whether one had it at that moment
   */
  public boolean isLocked() {
    return current.isLocked();
  }
}
