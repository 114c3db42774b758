package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a model cannot predict an input.
 *
 * <p>The input or the model is at fault; a retry with the same input fails again.
 */
public final class PredictionFailedException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public PredictionFailedException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public PredictionFailedException(String message, @Nullable Throwable cause) {
    super("PREDICTION_FAILED", Kind.FAILED, message, cause);
  }
}
