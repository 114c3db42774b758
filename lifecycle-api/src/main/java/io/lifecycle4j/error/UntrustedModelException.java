package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a model file must not be loaded.
 *
 * <p>The file may be malicious, is not the registered one, or does not compute the expected
 * outputs. It never serves a request. The version that served before continues to serve.
 */
public final class UntrustedModelException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public UntrustedModelException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public UntrustedModelException(String message, @Nullable Throwable cause) {
    super("UNTRUSTED_MODEL", Kind.FAILED, message, cause);
  }
}
