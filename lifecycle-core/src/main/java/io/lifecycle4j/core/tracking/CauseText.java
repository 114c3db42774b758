package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.secret.FreeText;

/** Says why a run ended, in a text that can be recorded whatever the cause says of itself. */
final class CauseText {
  /** How many characters of a long text are kept. */
  static final int LONGEST = 10_000;

  private static final int UNKNOWN = 0xFFFD;

  private CauseText() {}

  /** Returns what was thrown, without its secrets; one that cannot say it ends the run too. */
  static String of(Throwable cause) {
    return FreeText.of("cause of a failed run", cause);
  }

  /** Returns the beginning of a text, without halves of surrogate pairs. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? UNKNOWN : c)
        .forEach(shown::appendCodePoint);
    return shown.length() < text.length() ? shown.append('…').toString() : shown.toString();
  }
}
