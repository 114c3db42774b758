package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when it is unknown whether an operation happened.
 *
 * <p>An fsync failed or a response was lost. Reopen and read before you retry; a retry with the
 * same batch token is safe.
 */
public final class UnknownOutcomeException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public UnknownOutcomeException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public UnknownOutcomeException(String message, @Nullable Throwable cause) {
    super("UNKNOWN_OUTCOME", Kind.FAILED, message, cause);
  }
}
