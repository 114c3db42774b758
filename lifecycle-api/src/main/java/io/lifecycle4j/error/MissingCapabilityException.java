package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a backend lacks the capability that an operation needs.
 *
 * <p>The operation did not happen. The message names the missing capability.
 */
public final class MissingCapabilityException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public MissingCapabilityException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public MissingCapabilityException(String message, @Nullable Throwable cause) {
    super("MISSING_CAPABILITY", Kind.FAILED, message, cause);
  }
}
