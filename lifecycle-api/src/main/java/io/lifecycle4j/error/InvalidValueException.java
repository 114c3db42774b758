package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * A caller gave a value that is not allowed, null included.
 *
 * <p>Nothing happened. The message names the value and the constraint; pass another value.
 */
public final class InvalidValueException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public InvalidValueException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public InvalidValueException(String message, @Nullable Throwable cause) {
    super("INVALID_VALUE", message, cause);
  }
}
