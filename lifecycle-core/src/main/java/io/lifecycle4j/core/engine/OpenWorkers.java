package io.lifecycle4j.core.engine;

import io.lifecycle4j.error.ClosedException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The open workers of a network, which is freed once, and never while a worker is open: a run on
 * freed native memory would crash the process.
 *
 * <p>Thread-safe.
 */
public final class OpenWorkers {
  private int open;
  private boolean closed;

  /** Opens a worker; throws if the network is freed. */
  public synchronized Worker open() {
    if (closed) {
      throw new ClosedException("Cannot run network: it is closed");
    }
    open++;
    return new Worker();
  }

  /** Frees the network, unless that was done; throws while a worker is open. */
  public synchronized void close(Runnable free) {
    if (open > 0) {
      throw new IllegalStateException(
          "Cannot close network: " + open + " workers are open (close them first)");
    }
    if (!closed) {
      closed = true;
      free.run();
    }
  }

  private synchronized void workerClosed() {
    open--;
  }

  /** A worker, whose buffers a run uses: it runs on one thread at a time. */
  public final class Worker {
    private enum State {
      IDLE,
      RUNNING,
      CLOSED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

    private Worker() {}

    /** Begins a run; throws if one is in progress or the worker is closed. */
    public void begin() {
      if (!state.compareAndSet(State.IDLE, State.RUNNING)) {
        throw new IllegalStateException("Cannot run worker: it is " + state + " (must be IDLE)");
      }
    }

    /** Ends the run that began. */
    public void end() {
      state.set(State.IDLE);
    }

    /** Frees the worker, unless that was done; throws while it runs. */
    public void close(Runnable free) {
      if (state.get() == State.CLOSED) {
        return;
      }
      if (!state.compareAndSet(State.IDLE, State.CLOSED)) {
        throw new IllegalStateException("Cannot close worker: it is " + state + " (must be IDLE)");
      }
      free.run();
      workerClosed();
    }
  }
}
