package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the storage fails.
 *
 * <p>The operation did not happen. Fix the disk, the permissions or the network, then retry.
 */
public final class StorageFailedException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public StorageFailedException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public StorageFailedException(String message, @Nullable Throwable cause) {
    super("STORAGE_FAILED", Kind.FAILED, message, cause);
  }
}
