package io.lifecycle4j.core.serving;

import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import org.jspecify.annotations.Nullable;

/**
 * Observes what happens to the rows of one version. Monitoring implements it.
 *
 * <p>Thread-safe. Never fails a prediction: whatever it throws is logged.
 */
public interface PredictionObserver {
  /** Observes nothing. */
  PredictionObserver NONE = () -> row -> {};

  /** Returns an observer of calls, for use by one thread at a time. */
  Calls calls();

  /** Returns whether the embeddings of rows are to be in their records, if the network has any. */
  default boolean needsEmbeddings() {
    return false;
  }

  /** Observes the rows of one call after the other, refused and failed ones too. */
  @FunctionalInterface
  interface Calls {
    /** Observes a row. */
    void observe(PredictionRecord<?, ?> row);

    /** Ends a call after all its rows. */
    default void end() {}
  }

  /**
   * What is observed.
   *
   * @param rows the columns of rows
   * @param watched the columns to monitor, in the order of the reference; a subset of {@code rows}
   */
  record Seen(Schema rows, Schema watched, Task<?> task) {}

  /** Creates an observer for each version that serves. */
  @FunctionalInterface
  interface Factory extends AutoCloseable {
    /**
     * Creates an observer.
     *
     * @param label the version, such as {@code fraud:7}
     * @param reference the profile of the training rows, or null if there is none
     */
    PredictionObserver of(String label, Seen seen, @Nullable Profile reference);

    /** Ends what observers have begun, within seconds. Nothing is observed afterwards. */
    @Override
    default void close() {}
  }
}
