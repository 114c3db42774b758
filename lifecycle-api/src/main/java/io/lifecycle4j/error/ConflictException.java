package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when another writer was first, or a name is taken.
 *
 * <p>The operation did not happen. Read the new state and decide again; a retry may then succeed.
 */
public final class ConflictException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public ConflictException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public ConflictException(String message, @Nullable Throwable cause) {
    super("CONFLICT", Kind.CONFLICT, message, cause);
  }
}
