package io.lifecycle4j.error;

import java.util.HexFormat;
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

  private final String code;

  /**
   * Creates an exception.
   *
   * @param code the stable code
   * @param message the message; escaped and truncated to {@value #MAX_MESSAGE} characters
   * @param cause the cause, or null
   */
  protected LifecycleException(String code, String message, @Nullable Throwable cause) {
    super(safe(String.valueOf(message)), cause);
    this.code = code;
  }

  /**
   * Returns the stable code.
   *
   * @return the code, upper-case words joined by underscores, such as {@code NOT_FOUND}
   */
  public final String code() {
    return code;
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
