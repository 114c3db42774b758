package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the calling thread is interrupted while it waits.
 *
 * <p>The interrupt status of the thread is set. The documentation of the method states whether the
 * operation happened.
 */
public final class OperationInterruptedException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public OperationInterruptedException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public OperationInterruptedException(String message, @Nullable Throwable cause) {
    super("INTERRUPTED", Kind.FAILED, message, cause);
  }
}
