package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when something that the caller names does not exist.
 *
 * <p>The operation did not happen. Check the name, or create the object.
 */
public final class NotFoundException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public NotFoundException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public NotFoundException(String message, @Nullable Throwable cause) {
    super("NOT_FOUND", Kind.MISSING, message, cause);
  }
}
