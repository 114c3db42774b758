package io.lifecycle4j.core.condition;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.error.InvalidValueException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A scanner of tokens at a position in a text. */
final class Scanner {
  /** A word: letters, digits and underscores. */
  static final Pattern WORD = Pattern.compile("[\\p{javaLetterOrDigit}_]++");

  /** A word that may contain dots. */
  static final Pattern KEY = Pattern.compile("[\\p{javaLetterOrDigit}_.$#]++");

  static final Pattern EQUALS = Pattern.compile("==");
  static final Pattern UNEQUAL = Pattern.compile("<>");
  static final Pattern OPERATOR = Pattern.compile("(?:[<>!]=|[=<>])(?![=<>!~])");

  private static final Pattern BLANKS =
      Pattern.compile("[\\p{javaWhitespace}\\p{javaSpaceChar}]++");
  private static final Pattern NAME =
      Pattern.compile("[`\"]|(?!\\p{javaDigit})[\\p{javaLetterOrDigit}_]");
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?i)[+-]?+(?:(?:[0-9]++\\.?+[0-9]*+|\\.[0-9]++)(?:e[+-]?+[0-9]++)?+|inf(?:inity)?+)"
              + "(?![\\p{javaLetterOrDigit}_])");

  /** What an error message shows as found: a word, a text or a number, else a symbol. */
  private static final Pattern FOUND =
      Pattern.compile(
          "(?s)[\\p{javaLetterOrDigit}_'\"`+.-][^\\p{javaWhitespace}\\p{javaSpaceChar}]{0,39}+|.");

  /** The most characters of the whole text in an error message. */
  private static final int SHOWN_TEXT = 100;

  private final String what;
  private final String text;
  private int at;

  /**
   * Begins at the start of a text.
   *
   * @param what a description of the expected text, for errors
   */
  Scanner(String what, String text) {
    check(
        text.length() <= Conditions.MAX_TEXT,
        "Invalid %s: %s characters (must be at most %s)",
        what,
        text.length(),
        Conditions.MAX_TEXT);
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
    take(BLANKS);
    return this;
  }

  boolean ended() {
    return blanks().at == text.length();
  }

  /** Consumes a token of a kind at this position; returns null if there is none. */
  @Nullable String take(Pattern kind) {
    Matcher matcher = matcher(kind);
    if (!matcher.lookingAt()) {
      return null;
    }
    at = matcher.end();
    return matcher.group();
  }

  private Matcher matcher(Pattern kind) {
    return kind.matcher(text).region(at, text.length());
  }

  /** Consumes a symbol if it is at this position. */
  boolean next(char symbol) {
    boolean here = is(symbol);
    at += here ? 1 : 0;
    return here;
  }

  boolean is(char symbol) {
    return at < text.length() && text.charAt(at) == symbol;
  }

  /** Consumes a word, ignoring case, if it comes next after blanks. */
  boolean keyword(String word) {
    int start = blanks().at;
    boolean here = text.regionMatches(true, at, word, 0, word.length());
    at += here ? word.length() : 0;
    here &= !matcher(WORD).lookingAt();
    at = here ? at : start;
    return here;
  }

  boolean isKeyword(String word) {
    int start = at;
    boolean here = keyword(word);
    at = start;
    return here;
  }

  /** Returns whether a name is at this position, quoted or not. */
  boolean isName() {
    return matcher(NAME).lookingAt();
  }

  /**
   * Consumes a text in one of these quotes; returns null if none begins here. Only ` is escaped by
   * doubling.
   */
  @Nullable String quoted(String quotes) {
    if (at == text.length() || quotes.indexOf(text.charAt(at)) < 0) {
      return null;
    }
    String quote = text.substring(at, at + 1);
    int end = text.indexOf(quote, at + 1);
    while (end >= 0 && text.startsWith(quote, end + 1)) {
      end = text.indexOf(quote, end + 2);
    }
    if (end < 0) {
      throw expected("a closing " + quote);
    }
    String inner = text.substring(at + 1, end);
    at = end + 1;
    return quote.equals("`") ? inner.replace("``", "`") : inner;
  }

  /** Consumes a number if one begins here. */
  @Nullable Double number() {
    String number = take(NUMBER);
    return number == null
        ? null
        : Double.valueOf(number.toLowerCase(Locale.ROOT).replaceFirst("inf.*", "Infinity"));
  }

  InvalidValueException expected(String expected) {
    Matcher found = matcher(FOUND);
    String shown = found.lookingAt() ? "'" + found.group() + "'" : "the text ends";
    return wrong(shown + " (expected " + expected + ")");
  }

  InvalidValueException wrong(String message) {
    String shown = text.length() <= SHOWN_TEXT ? text : text.substring(0, SHOWN_TEXT) + "…";
    int character = text.codePointCount(0, at) + 1;
    return new InvalidValueException(
        "Invalid " + what + " '" + shown + "' at character " + character + ": " + message);
  }
}
