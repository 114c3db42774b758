package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * A bounded queue is full or the caller waited too long.
 *
 * <p>Nothing happened. Retry later, with fewer callers.
 */
public final class OverloadedException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public OverloadedException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public OverloadedException(String message, @Nullable Throwable cause) {
    super("OVERLOADED", message, cause);
  }
}
