package io.lifecycle4j.core.error;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reentrant lock that can be taken away from a holder that left without unlocking it.
 *
 * <p>A {@code finally} block is not always run. If HotSpot deoptimizes compiled code and lacks the
 * memory for objects that the compiler had eliminated, it drops the frames of that code and throws
 * the {@link OutOfMemoryError} in their caller. It then releases monitors, and nothing else (JDK
 * 17, {@code Deoptimization::pop_frames_failed_reallocs}).
 *
 * <p>The lock must be acquired and released in methods of one class. A thread that waits long
 * checks the stack of the holder: if no method of that class is on it, or its thread is dead, the
 * lock was abandoned.
 */
public final class SafeLock {
  private static final Logger LOG = LoggerFactory.getLogger(SafeLock.class);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Class<?> user;
  private final Logger log;

  /** How long to wait before checking the holder, in nanoseconds. */
  private final long patience;

  private volatile Holding current = new Holding();

  /** The lock until it is abandoned. */
  private static final class Holding extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    /** Counts acquisitions, so that a change shows that it was not held all the time. */
    private volatile long taken;

    /** The value of {@link #taken} when it was first checked, and the time of that. */
    private volatile long seen = -1;

    private volatile long seenAt;

    @Nullable Thread holder() {
      return getOwner();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the holder counts
    void count() {
      taken++;
    }

    /** Returns whether calls of this method have seen the same acquisition for this long. */
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
      for (StackTraceElement frame : holder.getStackTrace()) { // empty if the thread is dead
        if (frame.getClassName().equals(user.getName())) {
          return true;
        }
      }
      return false;
    }
  }

  /** Creates a lock that methods of {@code user} acquire and release. */
  public SafeLock(Class<?> user) {
    this(user, PATIENCE, LOG);
  }

  SafeLock(Class<?> user, Duration patience, Logger log) {
    this.user = user;
    this.patience = patience.toNanos();
    this.log = log;
  }

  /** Returns false if another thread was faster. */
  private synchronized boolean isReplaced(Holding left) {
    if (current != left) {
      return false;
    }
    current = new Holding();
    return true;
  }

  /** Acquires the lock. If interrupted, keeps waiting and stays interrupted. */
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

  /** Acquires the lock, unless interrupted. */
  public void lockInterruptibly() throws InterruptedException {
    boolean taken = false;
    while (!taken) {
      taken = tryLock(patience);
    }
  }

  /** Acquires the lock if it is free; returns whether it did. */
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

  /** Takes the lock away from a holder that abandoned it. */
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
   * Acquires the lock if it becomes free within a bound, unless interrupted; returns whether it
   * did.
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

  /** Returns whether the lock just acquired is the current one; releases it otherwise. */
  private boolean isStill(Holding now) {
    now.count();
    if (current == now) {
      return true;
    }
    now.unlock();
    return false;
  }

  /** Releases the lock, which the current thread holds. */
  public void unlock() {
    current.unlock();
  }

  /** Returns whether a thread holds the lock at this moment. */
  public boolean isLocked() {
    return current.isLocked();
  }
}
