package io.lifecycle4j.core.markdown;

/** Escapes text for HTML and XML. */
public final class Markup {
  private Markup() {}

  /**
   * Escapes a text for an element or an attribute in double quotes.
   *
   * @param text any text
   * @return the text without markup; characters that XML does not allow, and line ends, are
   *     replaced
   */
  public static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints().forEach(c -> escaped.append(escaped(c)));
    return escaped.toString();
  }

  private static String escaped(int c) {
    return switch (c) {
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '&' -> "&amp;";
      case '"' -> "&quot;";
      case '\'' -> "&#39;";
      default -> {
        int type = Character.getType(c);
        boolean none =
            type == Character.CONTROL || type == Character.SURROGATE || (c & 0xFFFE) == 0xFFFE;
        yield none ? "\uFFFD" : Character.toString(c);
      }
    };
  }
}
