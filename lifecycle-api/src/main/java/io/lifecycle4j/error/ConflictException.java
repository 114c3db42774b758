package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Another writer was first, or the name is taken.
 *
 * <p>Nothing happened. Read the new state and decide again; a retry on the new state may succeed.
 */
public final class ConflictException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public ConflictException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public ConflictException(String message, @Nullable Throwable cause) {
    super("CONFLICT", message, cause);
  }
}
