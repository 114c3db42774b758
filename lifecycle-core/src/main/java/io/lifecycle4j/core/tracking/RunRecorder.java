package io.lifecycle4j.core.tracking;

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
 * the rest of logging a point. While no run is open it sleeps.
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
    open.add(run);
    if (thread == null) {
      thread = new Thread(this::work, "lifecycle4j-runs");
      thread.setDaemon(true);
      thread.start();
    } else {
      LockSupport.unpark(thread);
    }
  }

  void remove(RunBuffer run) {
    open.remove(run);
  }

  private void work() {
    while (!closed) {
      if (open.isEmpty()) {
        LockSupport.park(this);
      } else {
        open.forEach(RunBuffer::recordSome);
        LockSupport.parkNanos(this, WINDOW.toNanos());
      }
      if (Thread.interrupted()) {
        LOG.debug("The thread that records runs was interrupted; it goes on");
      }
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
      Joined.uninterruptibly(running);
    }
  }
}
