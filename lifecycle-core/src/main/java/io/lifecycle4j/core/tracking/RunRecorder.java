package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.error.Joining;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what is logged of all open runs, every few milliseconds, on one thread.
 *
 * <p>The thread looks by itself instead of being woken: waking it would cost a caller more than all
 * the rest of logging a point. While no run is open it sleeps. Whatever one run throws, it goes on
 * with the others, and with that one a little later.
 */
final class RunRecorder implements AutoCloseable {
  /** How long what was logged may wait, and so be lost with the process. */
  static final Duration WINDOW = Duration.ofMillis(10);

  private static final Logger LOG = LoggerFactory.getLogger(RunRecorder.class);

  private final Set<RunBuffer> open = ConcurrentHashMap.newKeySet();
  private @Nullable Thread thread;
  private volatile boolean closed;

  /** Records a run from now on. */
  synchronized void add(RunBuffer run) {
    if (closed) {
      throw new IllegalStateException("The home is closed");
    }
    Thread running = thread;
    if (running == null || !running.isAlive()) {
      running = new Thread(null, this::work, "lifecycle4j-runs", 0, false);
      running.setDaemon(true);
      // it outlives whoever opens the first run, whose class loader must not be kept
      running.setContextClassLoader(RunRecorder.class.getClassLoader());
      running.start(); // may throw: then there is none, and the next run tries again
      thread = running;
    }
    open.add(run);
    LockSupport.unpark(running);
  }

  void remove(RunBuffer run) {
    open.remove(run);
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // without the thread nothing would be recorded
  private void work() {
    while (!closed) {
      try {
        round();
      } catch (Throwable e) {
        tell(e);
      }
    }
  }

  private void round() {
    if (open.isEmpty()) {
      LockSupport.park(this);
    } else {
      open.forEach(RunRecorder::record);
      LockSupport.parkNanos(this, WINDOW.toNanos());
    }
    if (Thread.interrupted()) {
      LOG.debug("The thread that records runs was interrupted; it goes on");
    }
  }

  /** One run out of memory must not keep the others from being recorded. */
  @SuppressWarnings("checkstyle:IllegalCatch") // callers hear of it when they wait
  private static void record(RunBuffer run) {
    try {
      run.recordSome();
    } catch (Throwable e) {
      tell(e);
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // telling needs memory too
  private static void tell(Throwable failure) {
    try {
      LOG.error("Runs cannot be recorded now; what was logged is kept and tried again", failure);
    } catch (Throwable e) {
      LockSupport.parkNanos(WINDOW.toNanos());
    }
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
    }
    if (running != null) {
      LockSupport.unpark(running);
      Joining.uninterruptibly(running);
    }
  }
}
