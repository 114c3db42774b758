package io.lifecycle4j.error;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The superclass of all exceptions that a caller can react to.
 *
 * <p>The subclass determines what the caller can do; the {@link #code()} is stable and may be
 * logged, counted and compared. The message states the problem, the value and what was expected, in
 * at most {@value #MAX_MESSAGE} characters, with control characters escaped.
 */
public abstract class LifecycleException extends RuntimeException {
  /** The longest message, in characters. */
  public static final int MAX_MESSAGE = 500;

  private static final long serialVersionUID = 1L;

  private static final Duration UNKNOWN_WAIT = Duration.ofSeconds(1);

  private final String code;
  private final Kind kind;

  /** Who can react to an exception, and so how a service answers a request that ends by it. */
  public enum Kind {
    /** The caller passed a value that is not allowed: pass another one. */
    INVALID(400),

    /** This caller, or nobody, may do this. */
    FORBIDDEN(403),

    /** What the caller names does not exist, or not any more. */
    MISSING(404),

    /** The state of the home forbids it now: read the state, and decide again. */
    CONFLICT(409),

    /** The model does not answer now: retry later. */
    UNAVAILABLE(503),

    /** The home, the data or the model needs repair. Who sent the request cannot help it. */
    FAILED(500);

    private final int httpStatus;

    Kind(int httpStatus) {
      this.httpStatus = httpStatus;
    }

    /**
     * Returns the status of the HTTP response to a request that ended by such an exception.
     *
     * @return the status, 400 to 503
     */
    public int httpStatus() {
      return httpStatus;
    }

    /**
     * Returns whether the response may contain the message of the exception. That of kind {@link
     * #FAILED} may name files of the server.
     *
     * @return whether the sender of the request may read the message
     */
    public boolean showsMessage() {
      return this != FAILED;
    }
  }

  /**
   * Creates an exception.
   *
   * @param code the stable code
   * @param kind who can react to it
   * @param message the message; escaped and truncated to {@value #MAX_MESSAGE} characters
   * @param cause the cause, or null
   */
  protected LifecycleException(String code, Kind kind, String message, @Nullable Throwable cause) {
    super(safe(String.valueOf(message)), cause);
    this.code = code;
    this.kind = kind;
  }

  /**
   * Returns the stable code.
   *
   * @return the code, upper-case words joined by underscores, such as {@code NOT_FOUND}
   */
  public final String code() {
    return code;
  }

  /**
   * Returns who can react.
   *
   * @return the kind, the same for all exceptions of a type
   */
  public final Kind kind() {
    return kind;
  }

  /**
   * Returns how long to wait before a retry.
   *
   * @return the time from now; empty if it is not known, or a retry fails again
   */
  public Optional<Duration> retryAfter() {
    return Optional.empty();
  }

  /**
   * Returns the value of the HTTP header {@code Retry-After}: the time to wait in whole seconds,
   * rounded up, and one second if it is not known.
   *
   * @return at least 1; empty unless the kind is {@link Kind#UNAVAILABLE}
   */
  public final OptionalLong retryAfterSeconds() {
    if (kind != Kind.UNAVAILABLE) {
      return OptionalLong.empty();
    }
    Duration wait = retryAfter().orElse(UNKNOWN_WAIT);
    long seconds = wait.getSeconds() + (wait.getNano() > 0 ? 1 : 0);
    return OptionalLong.of(Math.max(1, seconds));
  }

  private static String safe(String message) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < message.length() && out.length() <= MAX_MESSAGE; ) {
      int c = message.codePointAt(i);
      if (hidden(c)) {
        for (char half : Character.toChars(c)) {
          out.append("\\u").append(HexFormat.of().toHexDigits(half));
        }
      } else {
        out.appendCodePoint(c);
      }
      i += Character.charCount(c);
    }
    if (out.length() > MAX_MESSAGE) {
      int end = MAX_MESSAGE - 1;
      out.setLength(Character.isHighSurrogate(out.charAt(end - 1)) ? end - 1 : end);
      out.append('…');
    }
    return out.toString();
  }

  private static boolean hidden(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
