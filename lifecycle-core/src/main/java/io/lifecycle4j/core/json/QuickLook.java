package io.lifecycle4j.core.json;

/**
 * One look at a document that was written here, to see that it exceeds no limit of who reads it. To
 * parse it again costs twice as much as to write it.
 */
final class QuickLook {
  /** A token has at least one character, a text as many as it has. */
  private static final int MAX_LENGTH = Math.min(Json.MAX_TOKENS, Json.MAX_TEXT);

  private final String text;
  private int depth;
  private int run;

  private QuickLook(String text) {
    this.text = text;
  }

  /**
   * Tells whether a document surely exceeds no limit; else somebody has to read it. What has a
   * backslash is never sure, since it may hold quotes.
   */
  static boolean isSurelyWithinLimits(String text) {
    return text.length() <= MAX_LENGTH && text.indexOf('\\') < 0 && new QuickLook(text).isWithin();
  }

  private boolean isWithin() {
    int at = 0;
    while (at >= 0 && at < text.length()) {
      at = text.charAt(at) == '"' ? behindText(at) : behindOther(at);
    }
    return at >= 0;
  }

  private int behindText(int quote) {
    int end = text.indexOf('"', quote + 1);
    run = 0;
    return end - quote > Json.MAX_NAME ? -1 : end + 1;
  }

  private int behindOther(int at) {
    switch (text.charAt(at)) {
      case '{', '[' -> {
        depth++;
        run = 0;
      }
      case '}', ']' -> {
        depth--;
        run = 0;
      }
      case ',', ':' -> run = 0;
      default -> run++;
    }
    return depth > Json.MAX_DEPTH || run > Json.MAX_NUMBER ? -1 : at + 1;
  }
}
