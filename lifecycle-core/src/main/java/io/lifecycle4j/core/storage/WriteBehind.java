package io.lifecycle4j.core.storage;

import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.error.ClosedException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what several sources have buffered, every few milliseconds, on one thread.
 *
 * <p>The thread polls instead of being woken: waking it would cost a caller more than all the rest
 * of buffering. When idle for a while, it sleeps until woken, and it ends with its last source. If
 * a source throws, even an Error, the thread continues with the others, and tries that one again
 * later. If the thread cannot be started, or died, the next caller starts it.
 */
public final class WriteBehind implements AutoCloseable {
  /** The polling interval. What was buffered within it is lost with the process. */
  public static final Duration WINDOW = Duration.ofMillis(10);

  private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);
  private static final Duration TELL_AGAIN = Duration.ofSeconds(10);
  private static final int IDLE_ROUNDS = 100;

  /** How long {@link #close} waits for a source that does not return. */
  private static final Duration END = Duration.ofSeconds(10);

  /** The minimum wait of a source even after the overall deadline: enough for a working disk. */
  private static final Duration LEAST = Duration.ofMillis(200);

  private static final Source[] NONE = {};

  private final String name;

  /**
   * Limits attempts to start the thread: when the system has no threads left, not every caller
   * should try.
   */
  private final Backoff starting = new Backoff(System::nanoTime);

  /** Changed under this object's monitor; an array, since iterating it allocates nothing. */
  private volatile Source[] sources = NONE;

  private final Rounds rounds;

  /** The number of rounds without anything to write; only accessed by the thread. */
  private int idle;

  private long told;
  private volatile boolean closed;

  /** When all sources should have closed, once {@link #ending} is true. */
  private volatile long end;

  private volatile boolean ending;

  /** Whether the thread has ended for ever. */
  private volatile boolean over;

  /** Whether no thread polls the sources: it sleeps, or there is none. */
  private volatile boolean asleep = true;

  /** Buffers data to be written. */
  @FunctionalInterface
  public interface Source {
    /**
     * Writes what was buffered, on the thread. The source keeps what cannot be written, and decides
     * itself when to try again.
     *
     * @return whether there was anything, or still is; if not, a caller that buffers something must
     *     {@linkplain WriteBehind#wake wake} the thread
     */
    boolean write();
  }

  /**
   * Begins without a source, and without a thread.
   *
   * @param name the name of the thread, and for messages
   */
  public WriteBehind(String name) {
    this.name = name;
    this.rounds = new Rounds(name, this::round);
  }

  /**
   * Begins to write what a source buffers.
   *
   * @throws ClosedException if this is closed
   */
  public void add(Source source) {
    synchronized (this) {
      if (closed) {
        throw new ClosedException("The home is closed");
      }
      Source[] more = Arrays.copyOf(sources, sources.length + 1);
      more[sources.length] = source;
      sources = more;
    }
    wake();
  }

  /** Writes nothing more of a source; a write in progress continues. */
  public synchronized void remove(Source source) {
    sources = Arrays.stream(sources).filter(one -> one != source).toArray(Source[]::new);
    if (sources.length == 0) {
      rounds.wake(); // it ends
    }
  }

  /** Wakes the thread if it sleeps; call it after buffering something. */
  public void wake() {
    if (asleep) {
      rouse();
    }
  }

  /**
   * Starts or wakes the thread. Buffering must not fail for lack of a thread: the next call tries
   * again.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // not even an Error may fail the caller
  private synchronized void rouse() {
    if (closed || sources.length == 0 || !starting.isDue()) {
      return;
    }
    try {
      if (!rounds.wake()) {
        throw new ClosedException("No thread can be started");
      }
      starting.succeeded();
    } catch (Throwable e) {
      starting.failed();
      tell(e);
    }
  }

  /**
   * Polls all sources; polls again after setting {@link #asleep}, to miss nothing before it sleeps.
   */
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

  /** Writes one source; if it runs out of memory, the others must still be written. */
  @SuppressWarnings("checkstyle:IllegalCatch") // it is tried again
  private boolean write(Source source) {
    try {
      return source.write();
    } catch (Throwable e) {
      tell(e);
      return true;
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // logging needs memory too
  private void tell(Throwable failure) {
    try {
      long now = System.nanoTime();
      if (told == 0 || now - told > TELL_AGAIN.toNanos()) {
        told = now | 1;
        LOG.error("{} cannot write now; what it has is kept and tried again", name, failure);
      }
    } catch (Throwable e) {
      Thread.onSpinWait(); // the next failure is logged
    }
  }

  /**
   * Sets an overall deadline: sources that close from now on wait no longer than this, all
   * together.
   */
  public void endWithin(Duration time) {
    end = System.nanoTime() + time.toNanos();
    ending = true;
  }

  /**
   * Returns how long a closing source may wait: the given time, or less, if the {@linkplain
   * #endWithin overall deadline} is closer.
   */
  public Duration patience(Duration most) {
    if (!ending) {
      return most;
    }
    Duration left = Duration.ofNanos(end - System.nanoTime());
    Duration some = left.compareTo(LEAST) < 0 ? LEAST : left;
    return most.compareTo(some) < 0 ? most : some;
  }

  /** Returns whether the thread has ended for ever: a source that is left must write itself. */
  public boolean isOver() {
    return over;
  }

  /** Ends the thread, even if sources were never removed; waits at most 10 s for it. */
  @Override
  public void close() {
    closed = true;
    over = rounds.end(END);
    if (!over) {
      LOG.error("{} has not ended after {}; it is left to itself", name, END);
    }
  }
}
