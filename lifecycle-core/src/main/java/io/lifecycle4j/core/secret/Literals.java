package io.lifecycle4j.core.secret;

/** Literals of source code on one line: texts between double, single or backward quotes. */
final class Literals {
  private Literals() {}

  /** Replaces what is in literals. */
  static String empty(String code) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < code.length()) {
      char c = code.charAt(i++);
      out.append(c);
      if (c == '"' || c == '\'' || c == '`') {
        i = end(code, i, c);
        out.append(SecretFilter.REDACTED);
        if (i <= code.length()) {
          out.append(c);
        }
      }
    }
    return out.toString();
  }

  /** Returns the place behind the end of a literal, behind the line if it does not end. */
  static int end(String code, int from, char quote) {
    int i = from;
    while (i < code.length() && code.charAt(i) != quote) {
      i += code.charAt(i) == '\\' ? 2 : 1;
    }
    return i + 1;
  }

  /**
   * Returns the end of the literal that a place is in, or the place if it is in none. Only double
   * quotes count, since a single one is an apostrophe as well.
   */
  static int endAround(String code, int place) {
    int i = 0;
    while (i < place) {
      char c = code.charAt(i++);
      if (c == '"') {
        i = end(code, i, '"');
      } else if (c == '\\' || code.startsWith("'\"'", i - 1)) {
        i += c == '\\' ? 1 : 2;
      }
    }
    return i > code.length() ? place : Math.max(i, place);
  }
}
