package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * A model could not answer an input.
 *
 * <p>The input or the model is at fault; a retry with the same input gives the same.
 */
public final class PredictionFailedException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public PredictionFailedException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public PredictionFailedException(String message, @Nullable Throwable cause) {
    super("PREDICTION_FAILED", message, cause);
  }
}
