package io.lifecycle4j.core.serving;

import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.PredictionFailedException;
import org.jspecify.annotations.Nullable;

/**
 * The steps of predictions on one version: prepare rows, run all prepared ones together, decode
 * each. Used by one thread at a time.
 */
interface PredictionSteps<I, O> extends AutoCloseable {
  /** Forgets the rows prepared before, and makes room for {@code most} rows. */
  void begin(int most);

  /** Prepares a row after those prepared before; a row that this throws for is left out. */
  void prepare(PredictionRecord<I, O> row);

  /**
   * Runs the rows that were prepared, at least one.
   *
   * @param whole whether no row has an answer unless all have
   */
  void run(boolean whole);

  /**
   * Decodes the outputs of a row.
   *
   * @param place the position of the row among the prepared ones
   * @throws PredictionFailedException if they are not a valid answer
   */
  void decode(int place, PredictionRecord<I, O> row);

  /** Returns whether rows may run again, in smaller groups, if a run fails. */
  boolean isRepeatable();

  /** Returns who observes the version. */
  PredictionObserver.Calls observer();

  @Override
  default void close() {}

  /** Creates the exception for outputs that are not a valid answer. */
  static PredictionFailedException invalid(String label, String problem) {
    return new PredictionFailedException("Cannot predict with " + label + ": " + problem);
  }

  /** Creates the exception for outputs that a task could not decode or check. */
  static PredictionFailedException invalid(String label, LifecycleException failure) {
    @Nullable Throwable cause =
        failure instanceof PredictionFailedException ? failure.getCause() : failure;
    return new PredictionFailedException(
        "Cannot predict with " + label + ": " + failure.getMessage(), cause);
  }
}
