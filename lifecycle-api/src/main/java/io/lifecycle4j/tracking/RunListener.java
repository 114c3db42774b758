package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.tracking.spi.RunBatch;

/** Receives what is recorded of a run, on a thread of the library. */
@FunctionalInterface
public interface RunListener {
  /**
   * Called with newly recorded data.
   *
   * @param batch the data; batches arrive in order, a long batch in parts
   */
  void recorded(RunBatch batch);

  /**
   * Called when the run has ended; no call follows.
   *
   * @param run the run as it ended
   */
  default void ended(RunRecord run) {
    required(run, "run");
  }

  /**
   * Called when the run cannot be followed any further; no call follows.
   *
   * @param cause the cause
   */
  default void failed(RuntimeException cause) {
    required(cause, "cause");
  }
}
