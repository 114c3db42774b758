package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * A model version cannot be loaded here, so it does not answer.
 *
 * <p>Nothing was changed. The cause says why: its files are damaged or lost, or the engine cannot
 * run them. Roll back, promote another version, or mend what the cause names.
 */
public final class ModelUnavailableException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public ModelUnavailableException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public ModelUnavailableException(String message, @Nullable Throwable cause) {
    super("MODEL_UNAVAILABLE", message, cause);
  }
}
