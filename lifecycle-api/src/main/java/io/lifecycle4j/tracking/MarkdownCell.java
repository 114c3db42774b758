package io.lifecycle4j.tracking;

/** Writes texts from outside so that they stay in the cell of a table. */
final class MarkdownCell {
  /** How many characters of a long text are shown. */
  static final int LONGEST = 160;

  private static final String ESCAPED = "\\`*_{}[]<>()#+!|~&";

  private MarkdownCell() {}

  /** Returns what of a long text is shown from a character on. */
  static String cut(String text, int from) {
    int start = from > 0 && Character.isLowSurrogate(text.charAt(from)) ? from - 1 : from;
    int end = text.length() - start <= LONGEST ? text.length() : start + LONGEST;
    return (start > 0 ? "…" : "") + escaped(text, start, end) + (end < text.length() ? "…" : "");
  }

  private static String escaped(String text, int start, int end) {
    StringBuilder escaped = new StringBuilder();
    for (int i = start; i < end; ) {
      int c = text.codePointAt(i);
      if (ESCAPED.indexOf(c) >= 0) {
        escaped.append('\\');
      }
      escaped.appendCodePoint(hidden(c) ? ' ' : c);
      i += Character.charCount(c);
    }
    return escaped.toString();
  }

  private static boolean hidden(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
