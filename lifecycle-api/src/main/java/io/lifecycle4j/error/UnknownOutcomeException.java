package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * It cannot be told whether an operation happened.
 *
 * <p>A force failed or an answer was lost. Reopen and read before you retry; the same batch token
 * makes the retry safe.
 */
public final class UnknownOutcomeException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public UnknownOutcomeException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public UnknownOutcomeException(String message, @Nullable Throwable cause) {
    super("UNKNOWN_OUTCOME", message, cause);
  }
}
