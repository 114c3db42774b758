package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.secret.FreeText;

/** Describes why a run ended, whatever its cause's own methods throw or return. */
final class CauseText {
  /** In characters; a longer text is cut. */
  static final int LONGEST = 10_000;

  private static final int UNKNOWN = 0xFFFD;

  private CauseText() {}

  /**
   * Returns the description of a cause, without secrets. A cause whose methods throw is described
   * too.
   */
  static String of(Throwable cause) {
    return FreeText.of("cause of a failed run", cause);
  }

  /** Returns the beginning of a text, without splitting a surrogate pair. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? UNKNOWN : c)
        .forEach(shown::appendCodePoint);
    return shown.length() < text.length() ? shown.append('…').toString() : shown.toString();
  }
}
