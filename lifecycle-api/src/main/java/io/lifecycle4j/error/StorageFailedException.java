package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * The storage refused an operation.
 *
 * <p>It did not happen. Mend the disk, the permissions or the network, then retry.
 */
public final class StorageFailedException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public StorageFailedException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public StorageFailedException(String message, @Nullable Throwable cause) {
    super("STORAGE_FAILED", message, cause);
  }
}
