package io.lifecycle4j.core.condition;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.DurationUnit;
import io.lifecycle4j.error.InvalidValueException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A position in a text, and what begins there. */
final class Scanner {
  /** Letters, digits and underscores, for {@link #take}. */
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
  private static final String DIGITS =
      "(?i)([+-]?+(?:(?:[0-9]++\\.?+[0-9]*+|\\.[0-9]++)(?:e[+-]?+[0-9]++)?+|inf(?:inity)?+))";

  private static final Pattern NUMBER = Pattern.compile(DIGITS + "(?![\\p{javaLetterOrDigit}_])");

  private static final Pattern DURATION =
      Pattern.compile(
          DIGITS + "(?:" + BLANKS + ")?(?-i)(ms|s|min|h|d)(?![\\p{javaLetterOrDigit}_.])");

  /** What an error shows as found instead: a word, a text or a number, else a single character. */
  private static final Pattern FOUND =
      Pattern.compile(
          "(?s)[\\p{javaLetterOrDigit}_'\"`+.-][^\\p{javaWhitespace}\\p{javaSpaceChar}]{0,39}+|.");

  /** The prefix of the text that an error shows, in characters. */
  private static final int SHOWN_TEXT = 100;

  private final String what;
  private final String text;
  private int at;

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

  /** Takes a match at this position, without skipping blanks; null if there is none. */
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

  /** Takes a symbol at this position, without skipping blanks. */
  boolean next(char symbol) {
    boolean here = is(symbol);
    at += here ? 1 : 0;
    return here;
  }

  boolean is(char symbol) {
    return at < text.length() && text.charAt(at) == symbol;
  }

  /** Takes a word, ignoring case, after any blanks. */
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

  /** Returns whether a name begins here, quoted or not. */
  boolean isName() {
    return matcher(NAME).lookingAt();
  }

  /** Takes a quoted text; null if none begins here. A doubled ` becomes a single one. */
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

  @Nullable Double number() {
    String number = take(NUMBER);
    return number == null ? null : value(number);
  }

  private static Double value(String number) {
    return Double.valueOf(number.toLowerCase(Locale.ROOT).replaceFirst("inf.*", "Infinity"));
  }

  /** Takes a number with a unit of time, as milliseconds; null if none begins here. */
  @Nullable Double duration() {
    Matcher duration = matcher(DURATION);
    if (!duration.lookingAt()) {
      return null;
    }
    at = duration.end();
    DurationUnit unit = DurationUnit.valueOf(duration.group(2).toUpperCase(Locale.ROOT));
    return value(duration.group(1)) * unit.millis();
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
