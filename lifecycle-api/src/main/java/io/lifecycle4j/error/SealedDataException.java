package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when an ordinary reader requests the sealed holdout.
 *
 * <p>Nothing was read. Only the evaluation before a promotion reads it.
 */
public final class SealedDataException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public SealedDataException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public SealedDataException(String message, @Nullable Throwable cause) {
    super("SEALED", Kind.FORBIDDEN, message, cause);
  }
}
