package io.lifecycle4j.core.storage;

import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.error.Rounds;
import java.time.Duration;
import java.util.Arrays;
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

  private final Rounds rounds;

  /** How many rounds there was nothing to write; of the thread. */
  private int idle;

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
   * @param name what the thread is for
   */
  public WriteBehind(String name) {
    this.name = name;
    this.rounds = new Rounds(name, this::round);
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
      rounds.wake(); // it ends
    }
  }

  /** Has the thread look at its sources if it sleeps, for who has gathered something. */
  public void wake() {
    if (asleep) {
      rouse();
    }
  }

  /** Whoever gathers must not fail for want of a thread: the next one tries again. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an error, too, is no reason to fail
  private synchronized void rouse() {
    if (closed || sources.length == 0 || !starting.isDue()) {
      return;
    }
    try {
      if (!rounds.wake()) {
        throw new IllegalStateException("No thread can be started");
      }
      starting.succeeded();
    } catch (Throwable e) {
      starting.failed();
      tell(e);
    }
  }

  /** Looks at all sources; the last look before it sleeps comes behind the flag that says so. */
  private @Nullable Duration round() {
    long begin = System.nanoTime();
    asleep = false;
    idle = writeAll() ? 0 : idle + 1;
    if (idle >= IDLE_ROUNDS || sources.length == 0) {
      idle = 0;
      asleep = true;
      if (!writeAll()) {
        return sources.length == 0 ? null : Rounds.UNTIL_WOKEN;
      }
      asleep = false;
    }
    return WINDOW.minusNanos(System.nanoTime() - begin); // however long a round takes
  }

  private boolean writeAll() {
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
   * Returns how long a source that closes may wait.
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
    closed = true;
    if (!rounds.end(END)) {
      LOG.error("{} has not ended after {}; it is left to itself", name, END);
    }
  }
}
