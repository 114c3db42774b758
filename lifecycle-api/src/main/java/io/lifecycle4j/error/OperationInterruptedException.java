package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * The calling thread was interrupted while it waited.
 *
 * <p>The thread's interrupt flag is set again. The method's documentation says whether the
 * operation happened.
 */
public final class OperationInterruptedException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public OperationInterruptedException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public OperationInterruptedException(String message, @Nullable Throwable cause) {
    super("INTERRUPTED", message, cause);
  }
}
