package io.lifecycle4j.core.serving;

import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import org.jspecify.annotations.Nullable;

/**
 * Sees what one version is asked and what it answers. Monitoring implements it.
 *
 * <p>Thread-safe. It never fails a prediction.
 */
public interface PredictionObserver {
  /** Sees nothing. */
  PredictionObserver NONE =
      () ->
          new Eye() {
            @Override
            public void see(Row row, Object answer) {}

            @Override
            public void done() {}
          };

  /**
   * Returns an eye.
   *
   * @return an eye for one thread at a time
   */
  Eye eye();

  /** Sees the rows of one call after the other. */
  interface Eye {
    /**
     * Sees a row and its answer.
     *
     * @param row the row, a view
     * @param answer the answer, a number or a text
     */
    void see(Row row, Object answer);

    /** Ends a call: its rows were shown. */
    void done();
  }

  /**
   * What is seen.
   *
   * @param rows the columns that rows have
   * @param watched the columns that matter, in the order of the reference; among those of rows
   * @param task what is answered
   */
  record Seen(Schema rows, Schema watched, Task<?> task) {}

  /** Makes a witness for each version that serves. */
  @FunctionalInterface
  interface Factory extends AutoCloseable {
    /**
     * Makes a witness.
     *
     * @param label the version, such as {@code fraud:7}
     * @param seen what it will see
     * @param reference a summary of the training rows, or null when there is none
     * @return the witness
     */
    PredictionObserver of(String label, Seen seen, @Nullable Profile reference);

    /** Ends what witnesses have begun, within seconds. Nothing is shown to them any more. */
    @Override
    default void close() {}
  }
}
