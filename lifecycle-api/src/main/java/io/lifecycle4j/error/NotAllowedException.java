package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the {@code Authorizer} of a home does not let an actor do something.
 *
 * <p>The operation did not happen. Only the log records the attempt.
 */
public final class NotAllowedException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message names the actor and what is not allowed
   */
  public NotAllowedException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message names the actor and what is not allowed
   * @param cause what the authorizer threw, or null
   */
  public NotAllowedException(String message, @Nullable Throwable cause) {
    super("NOT_ALLOWED", Kind.FORBIDDEN, message, cause);
  }
}
