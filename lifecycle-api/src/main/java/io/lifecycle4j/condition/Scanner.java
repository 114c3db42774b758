package io.lifecycle4j.condition;

import io.lifecycle4j.error.InvalidValueException;
import org.jspecify.annotations.Nullable;

/** A place in a text, and what begins there. */
final class Scanner {
  /** How much of what was found instead an error shows, in characters. */
  private static final int SHOWN = 40;

  /** How much of the whole text an error shows, in characters. */
  private static final int SHOWN_TEXT = 100;

  private final String what;
  private final String text;
  private int at;

  /**
   * Begins at the start of a text.
   *
   * @param what what the text should be, for errors
   */
  Scanner(String what, String text) {
    if (text.length() > Conditions.MAX_TEXT) {
      throw new InvalidValueException(
          "Invalid "
              + what
              + ": "
              + text.length()
              + " characters (must be at most "
              + Conditions.MAX_TEXT
              + ")");
    }
    this.what = what;
    this.text = text;
  }

  int place() {
    return at;
  }

  Scanner back(int place) {
    at = place;
    return this;
  }

  Scanner blanks() {
    while (at < text.length() && blank(text.charAt(at))) {
      at++;
    }
    return this;
  }

  private static boolean blank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  boolean ended() {
    return blanks().at == text.length();
  }

  /** Takes a symbol if it comes here, at once. */
  boolean next(char symbol) {
    boolean here = is(symbol);
    at += here ? 1 : 0;
    return here;
  }

  boolean is(char symbol) {
    return at < text.length() && text.charAt(at) == symbol;
  }

  /** Takes a word in any case if it comes next, after blanks. */
  boolean keyword(String word) {
    blanks();
    int end = at + word.length();
    boolean here = text.regionMatches(true, at, word, 0, word.length()) && !wordAt(end);
    at = here ? end : at;
    return here;
  }

  boolean isKeyword(String word) {
    int start = at;
    boolean here = keyword(word);
    at = start;
    return here;
  }

  /** Returns whether a name comes here, in quotes or not. */
  boolean isName() {
    return is('`') || is('"') || (wordAt(at) && !Character.isDigit(text.codePointAt(at)));
  }

  /** Takes the first of these symbols that comes here. */
  @Nullable String oneOf(String... symbols) {
    for (String symbol : symbols) {
      if (text.startsWith(symbol, at)) {
        at += symbol.length();
        return symbol;
      }
    }
    return null;
  }

  /** Takes letters, digits and underscores, and what else may stand among them; may be empty. */
  String word(String others) {
    int start = at;
    while (wordAt(at) || (at < text.length() && others.indexOf(text.charAt(at)) >= 0)) {
      at += Character.charCount(text.codePointAt(at));
    }
    return text.substring(start, at);
  }

  private boolean wordAt(int place) {
    if (place >= text.length()) {
      return false;
    }
    int c = text.codePointAt(place);
    return c == '_' || Character.isLetterOrDigit(c);
  }

  /** Takes what stands in these quotes; a quote written twice stays two. Null if none begins. */
  @Nullable String quoted(char quote) {
    if (!is(quote)) {
      return null;
    }
    int end = at + 1;
    while (end < text.length() && (text.charAt(end) != quote || twice(end))) {
      end += text.charAt(end) == quote ? 2 : 1;
    }
    if (end >= text.length()) {
      throw expected("a closing " + quote);
    }
    String inner = text.substring(at + 1, end);
    at = end + 1;
    return inner;
  }

  private boolean twice(int place) {
    return place + 1 < text.length() && text.charAt(place + 1) == text.charAt(place);
  }

  /** As {@link #quoted}, but a quote written twice is one. */
  @Nullable String quotedTwice(char quote) {
    String inner = quoted(quote);
    String once = String.valueOf(quote);
    return inner == null ? null : inner.replace(once + once, once);
  }

  /** Takes a number if one begins here. */
  @Nullable Double number() {
    int end = Numerals.end(text, at);
    if (end < 0) {
      end = infinity();
    }
    Double value = end < 0 || wordAt(end) ? null : Numerals.parse(text.substring(at, end));
    at = value == null ? at : end;
    return value;
  }

  private int infinity() {
    int word = is('-') || is('+') ? at + 1 : at;
    for (String name : new String[] {"infinity", "inf"}) {
      if (text.regionMatches(true, word, name, 0, name.length())) {
        return word + name.length();
      }
    }
    return -1;
  }

  InvalidValueException expected(String expected) {
    return wrong(found() + " (expected " + expected + ")");
  }

  InvalidValueException wrong(String message) {
    String shown = text.length() <= SHOWN_TEXT ? text : text.substring(0, SHOWN_TEXT) + "…";
    int character = text.codePointCount(0, at) + 1;
    return new InvalidValueException(
        "Invalid " + what + " '" + shown + "' at character " + character + ": " + message);
  }

  private String found() {
    if (at == text.length()) {
      return "the text ends";
    }
    int end = at + Character.charCount(text.codePointAt(at));
    boolean run = wordAt(at) || "'\"`+-.".indexOf(text.charAt(at)) >= 0;
    while (run && end < text.length() && !blank(text.charAt(end)) && end - at < SHOWN) {
      end += Character.charCount(text.codePointAt(end));
    }
    return "'" + text.substring(at, end) + "'";
  }
}
