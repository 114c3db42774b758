package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * A model file may not be loaded.
 *
 * <p>It could do harm or is not what was registered. Nothing was executed. The version that served
 * before goes on serving.
 */
public final class UntrustedModelException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public UntrustedModelException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public UntrustedModelException(String message, @Nullable Throwable cause) {
    super("UNTRUSTED_MODEL", message, cause);
  }
}
