package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Training ended without a model.
 *
 * <p>The run is kept as FAILED with the cause. Change the data or the settings.
 */
public final class TrainingFailedException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public TrainingFailedException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public TrainingFailedException(String message, @Nullable Throwable cause) {
    super("TRAINING_FAILED", message, cause);
  }
}
