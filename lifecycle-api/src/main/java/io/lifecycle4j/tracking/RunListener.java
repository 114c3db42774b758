package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.tracking.spi.RunBatch;

/** Hears what is recorded of a run, on a thread of the library. */
@FunctionalInterface
public interface RunListener {
  /**
   * Hears of something new.
   *
   * @param batch what was recorded; batches come in order, a long one in parts
   */
  void recorded(RunBatch batch);

  /**
   * Hears that the run ended; nothing comes after.
   *
   * @param run the run as it ended
   */
  default void ended(RunRecord run) {
    required(run, "run");
  }

  /**
   * Hears that the run cannot be followed further; nothing comes after.
   *
   * @param cause why
   */
  default void failed(RuntimeException cause) {
    required(cause, "cause");
  }
}
