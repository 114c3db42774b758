package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the caller passes a value that is not allowed, including null.
 *
 * <p>The operation did not happen. The message names the value and the constraint; pass another
 * value.
 */
public final class InvalidValueException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public InvalidValueException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public InvalidValueException(String message, @Nullable Throwable cause) {
    super("INVALID_VALUE", Kind.INVALID, message, cause);
  }
}
