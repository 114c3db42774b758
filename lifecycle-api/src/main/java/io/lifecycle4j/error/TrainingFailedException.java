package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when training ends without a model.
 *
 * <p>The run has ended as FAILED with the cause. Change the data or the parameters.
 */
public final class TrainingFailedException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public TrainingFailedException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public TrainingFailedException(String message, @Nullable Throwable cause) {
    super("TRAINING_FAILED", Kind.FAILED, message, cause);
  }
}
