package io.lifecycle4j.core.storage;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what several sources have gathered, every few milliseconds, on one thread.
 *
 * <p>The thread looks by itself instead of being woken: waking it would cost a caller more than all
 * the rest of gathering. When nothing comes for a while it sleeps until somebody wakes it, and it
 * ends with its last source. Whatever one source throws, an Error too, it goes on with the others,
 * and with that one a little later. A thread that cannot be started, or that died, is started by
 * whoever comes next.
 */
public final class WriteBehind implements AutoCloseable {
  /** How often it comes by. What was gathered since then is lost with the process. */
  public static final Duration WINDOW = Duration.ofMillis(10);

  private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);
  private static final Duration TELL_AGAIN = Duration.ofSeconds(10);
  private static final int IDLE_ROUNDS = 100;

  /** How long {@link #close} waits for a source that does not return. */
  private static final Duration END = Duration.ofSeconds(10);

  /** How long a source may wait though the time for all is over: for a disk that works, enough. */
  private static final Duration LEAST = Duration.ofMillis(200);

  private static final Source[] NONE = {};

  private final String name;

  /**
   * Starting a thread fails when the system has none left: not each caller has to find that out.
   */
  private final Backoff starting = new Backoff(System::nanoTime);

  /** Changed under this object's monitor; an array, since going over it takes no memory. */
  private volatile Source[] sources = NONE;

  private @Nullable Thread thread;
  private long told;
  private volatile boolean closed;

  /** Until when all sources should have closed, once {@link #ending} is true. */
  private volatile long end;

  private volatile boolean ending;

  /** Whether nobody looks at the sources: the thread sleeps, or there is none. */
  private volatile boolean asleep = true;

  /** What gathers things to be written. */
  @FunctionalInterface
  public interface Source {
    /**
     * Writes what was gathered, on the thread. It keeps what cannot be written, and chooses itself
     * when to try again.
     *
     * @return whether there was anything, or still is; if not, whoever gathers something
     *     {@linkplain WriteBehind#wake wakes} the thread
     */
    boolean write();
  }

  /**
   * Begins without a source, and without a thread.
   *
   * @param name the name of the thread
   */
  public WriteBehind(String name) {
    this.name = name;
  }

  /**
   * Writes what a source gathers from now on.
   *
   * @param source the source
   * @throws IllegalStateException if this is closed
   */
  public void add(Source source) {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("The home is closed");
      }
      Source[] more = Arrays.copyOf(sources, sources.length + 1);
      more[sources.length] = source;
      sources = more;
    }
    wake();
  }

  /**
   * Writes nothing more of a source; a write that is under way goes on.
   *
   * @param source the source
   */
  public synchronized void remove(Source source) {
    sources = Arrays.stream(sources).filter(one -> one != source).toArray(Source[]::new);
    if (sources.length == 0) {
      LockSupport.unpark(thread); // it ends
    }
  }

  /** Has the thread look at its sources if it sleeps, for who has gathered something. */
  public void wake() {
    if (asleep) {
      rouse();
    }
  }

  /** Whoever gathers must not fail for want of a thread: the next one tries again. */
  @SuppressWarnings("checkstyle:IllegalCatch") // the virtual machine says it with an Error
  private synchronized void rouse() {
    Thread running = thread;
    if (running != null && running.isAlive()) {
      asleep = false;
      LockSupport.unpark(running);
    } else if (!closed && sources.length > 0 && starting.isDue()) {
      try {
        asleep = false; // before it looks for the first time
        thread = start();
        starting.succeeded();
      } catch (Throwable e) {
        asleep = true;
        starting.failed();
        tell(e);
      }
    }
  }

  private Thread start() {
    Thread fresh = new Thread(null, this::work, name, 0, false);
    fresh.setDaemon(true);
    // it outlives whoever adds the first source, whose class loader must not be kept
    fresh.setContextClassLoader(WriteBehind.class.getClassLoader());
    fresh.start();
    return fresh;
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // without the thread nothing would be written
  private void work() {
    try {
      int idle = 0;
      while (isNeeded()) {
        long begin = System.nanoTime();
        try {
          idle = round() ? 0 : idle + 1;
          if (idle == IDLE_ROUNDS) {
            idle = 0;
            sleep();
          }
        } catch (Throwable e) {
          tell(e);
        }
        pause(begin);
      }
    } finally {
      asleep = true; // whatever ended it, the next one who gathers something starts another
    }
  }

  /** Tells whether the thread goes on; else whoever comes next starts another. */
  private synchronized boolean isNeeded() {
    if (!closed && sources.length > 0) {
      return true;
    }
    thread = null;
    asleep = true;
    return false;
  }

  private boolean round() {
    boolean any = false;
    for (Source source : sources) {
      any |= write(source);
    }
    return any;
  }

  /** One source out of memory must not keep the others from being written. */
  @SuppressWarnings("checkstyle:IllegalCatch") // it is tried again
  private boolean write(Source source) {
    try {
      return source.write();
    } catch (Throwable e) {
      tell(e);
      return true;
    }
  }

  private void sleep() {
    asleep = true; // before the last look: what comes behind it wakes the thread
    if (!round() && asleep && !closed && sources.length > 0) {
      LockSupport.park(this);
    }
    asleep = false;
  }

  /** Rounds begin every few milliseconds, however long one takes. */
  private void pause(long begin) {
    long left = WINDOW.toNanos() - (System.nanoTime() - begin);
    if (left > 0) {
      LockSupport.parkNanos(this, left);
    }
    Thread.interrupted(); // nobody has reason to, and it would not pause any more
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // telling needs memory too
  private void tell(Throwable failure) {
    try {
      long now = System.nanoTime();
      if (told == 0 || now - told > TELL_AGAIN.toNanos()) {
        told = now | 1;
        LOG.error("{} cannot write now; what it has is kept and tried again", name, failure);
      }
    } catch (Throwable e) {
      Thread.onSpinWait(); // the next failure is told
    }
  }

  /**
   * Says that everything is about to be closed: sources that close from now on wait no longer than
   * this, all together.
   *
   * @param time how long
   */
  public void endWithin(Duration time) {
    end = System.nanoTime() + time.toNanos();
    ending = true;
  }

  /**
   * Tells how long a source that closes may wait.
   *
   * @param most how long it would
   * @return that, or what is {@linkplain #endWithin left} of the time for all
   */
  public Duration patience(Duration most) {
    if (!ending) {
      return most;
    }
    Duration left = Duration.ofNanos(end - System.nanoTime());
    Duration some = left.compareTo(LEAST) < 0 ? LEAST : left;
    return most.compareTo(some) < 0 ? most : some;
  }

  /** Ends the thread, also when a source has never been removed; waits 10 s at most for it. */
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
    }
    if (running != null && running != Thread.currentThread()) {
      LockSupport.unpark(running);
      if (!hasEnded(running)) {
        LOG.error("{} has not ended after {}; it is left to itself", name, END);
      }
    }
  }

  /** Waits also when the waiting thread is interrupted; the flag is kept. */
  private static boolean hasEnded(Thread running) {
    long end = System.nanoTime() + END.toNanos();
    boolean interrupted = false;
    while (running.isAlive() && System.nanoTime() - end < 0) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(running, Math.max(1, end - System.nanoTime()));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !running.isAlive();
  }
}
