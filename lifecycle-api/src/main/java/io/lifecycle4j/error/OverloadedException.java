package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a bounded queue is full or the caller waited too long.
 *
 * <p>The operation did not happen. Retry later, with fewer callers.
 */
public final class OverloadedException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public OverloadedException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public OverloadedException(String message, @Nullable Throwable cause) {
    super("OVERLOADED", message, cause);
  }
}
