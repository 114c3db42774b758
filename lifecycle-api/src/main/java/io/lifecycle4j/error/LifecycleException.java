package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of all exceptions that this library throws for a reason a caller can act on.
 *
 * <p>The subclass says what the caller can do; the {@link #code()} is stable and may be logged,
 * counted and compared. A message says what was wrong, with the value, and what was expected, in at
 * most {@value #MAX_MESSAGE} characters, with control characters escaped.
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
   * @param message the message; escaped and cut to {@value #MAX_MESSAGE} characters
   * @param cause what caused it, if anything
   */
  protected LifecycleException(String code, String message, @Nullable Throwable cause) {
    super(safe(message), cause);
    this.code = code;
  }

  /**
   * Returns the stable code.
   *
   * @return upper-case words joined by underscores, such as {@code NOT_FOUND}
   */
  public final String code() {
    return code;
  }

  private static String safe(String message) {
    StringBuilder out = new StringBuilder(Math.min(message.length(), MAX_MESSAGE));
    for (int i = 0; i < message.length() && out.length() < MAX_MESSAGE; i++) {
      char c = message.charAt(i);
      if (hidden(c) || loneSurrogate(message, i)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    if (out.length() > MAX_MESSAGE || message.length() > MAX_MESSAGE) {
      out.setLength(MAX_MESSAGE - 1);
      out.append('…');
    }
    return out.toString();
  }

  private static boolean hidden(char c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  private static boolean loneSurrogate(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }
}
