package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when no version of a model can serve in this process.
 *
 * <p>Nothing was changed. Either no version is in production: promote one. Or a version cannot be
 * loaded, and the cause states the reason: its files are corrupt or lost, or the engine cannot run
 * them. Roll back, promote another version, or fix the cause.
 */
public final class ModelUnavailableException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public ModelUnavailableException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public ModelUnavailableException(String message, @Nullable Throwable cause) {
    super("MODEL_UNAVAILABLE", Kind.UNAVAILABLE, message, cause);
  }
}
