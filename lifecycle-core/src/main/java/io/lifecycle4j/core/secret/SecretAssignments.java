package io.lifecycle4j.core.secret;

import static io.lifecycle4j.core.secret.SecretFilter.REDACTED;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out what a text assigns to names of secrets: {@code password=x}, {@code "token": "x"},
 * {@code --api-key x}.
 *
 * <p>A value, which may begin on the next line, goes to the end of its line, since a value that may
 * hold anything has no recognisable end.
 */
final class SecretAssignments {
  /** A name, without the letter that sets a property: {@code -Dpass=}. */
  private static final Pattern NAME =
      Pattern.compile("(?:(?<=-)D(?=[a-z]))?+([A-Za-z0-9][A-Za-z0-9_.-]*+)");

  private static final String OPENS = "(?:(?:[|>][-+]?|-)\\s++)?[\\\\\"'`(\\[{\\s]*+";

  /** The text between a name and its value, which may begin on the next line. */
  private static final Pattern JOINT =
      Pattern.compile(
          "[\\\\\"'`\\])]*+\\s*+"
              + "(?:[?+|]?(?:=>|[:=])++(?<!::)|%3[AaDd]|,?\\s*+[\"']?value[\"']?\\s*+[:=])\\s*+"
              + OPENS);

  private static final Pattern BLANKS = Pattern.compile("[\"',]*+\\s++[\"']*+(?!-)");

  /** How far before a name the preceding word is searched, in characters. */
  private static final int NEAR = 30;

  private final String text;
  private final Matcher names;
  private final StringBuilder out = new StringBuilder();

  private SecretAssignments(String text) {
    this.text = text;
    names = NAME.matcher(text);
  }

  static String redact(String text) {
    return new SecretAssignments(text).redact();
  }

  private String redact() {
    int copied = 0;
    int at = 0;
    while (names.find(at)) {
      at = names.end();
      int value = value(names.start(1), at);
      if (value > 0 && value < text.length() && isSecret()) {
        out.append(text, copied, value).append(REDACTED);
        at = lineEnd(value);
        copied = at;
      }
    }
    return copied == 0 ? text : out.append(text, copied, text.length()).toString();
  }

  private int lineEnd(int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  /** Returns where the value of a name begins, or -1 if nothing is assigned to it. */
  private int value(int start, int end) {
    int value = endOf(JOINT, end);
    return value < 0 && isFlag(start) ? endOf(BLANKS, end) : value;
  }

  private int endOf(Pattern pattern, int from) {
    Matcher matcher = pattern.matcher(text).region(from, text.length()).useTransparentBounds(true);
    return matcher.lookingAt() ? matcher.end() : -1;
  }

  private boolean isFlag(int start) {
    int dashes = start;
    while (start - dashes < 2 && before(dashes) == '-') {
      dashes--;
    }
    return dashes < start && !Character.isLetterOrDigit(before(dashes));
  }

  private char before(int place) {
    return place > 0 ? text.charAt(place - 1) : ' ';
  }

  private boolean isSecret() {
    String name = names.group(1);
    return (name.equals("key") || SecretNames.isSecret(name))
        && SecretNames.isSecret(wordBefore(names.start(1)) + name);
  }

  /**
   * Returns the word before a name, with the blank: an {@code unexpected token} is none, a {@code
   * secret key} is one.
   */
  private String wordBefore(int start) {
    int word = start - 1;
    while (start - word < NEAR && Character.isLetter(before(word))) {
      word--;
    }
    return before(start) == ' ' && word >= 0 ? text.substring(word, start) : "";
  }
}
