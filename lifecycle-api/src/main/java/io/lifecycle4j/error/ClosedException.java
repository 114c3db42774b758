package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when an object is closed, or the home or model that it belongs to.
 *
 * <p>The operation did not happen. Open the home or the model again, and call it there. Either the
 * program has a mistake, or one of its threads went on while another one closed: so this is an
 * {@link IllegalStateException} and no {@link LifecycleException}. Every backend throws it, and no
 * other, since what follows a journal ends by it.
 */
public final class ClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states what is closed
   */
  public ClosedException(String message) {
    super(message);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states what is closed
   * @param cause the cause, or null
   */
  public ClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
