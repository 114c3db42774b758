package io.lifecycle4j.core.validation;

import static io.lifecycle4j.error.Preconditions.check;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.lifecycle4j.error.InvalidValueException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression that matches in time linear in the text.
 *
 * <p>Matching texts are cached: the automaton takes some 50 ns per character, and columns repeat
 * their values. Thread-safe without a lock: a lost race costs only one more match.
 */
final class LinearPattern {
  private static final int REMEMBERED = 1 << 10;
  private static final int MAX_TEXT = 100;

  private final Pattern pattern;
  private final @Nullable String[] matched = new @Nullable String[REMEMBERED];

  LinearPattern(String column, String regex) {
    long size = PatternSize.of(regex);
    check(
        size <= PatternSize.MOST,
        "Invalid regular expression of %s: %s states (must be at most %s)",
        column,
        size,
        PatternSize.MOST);
    try {
      this.pattern = Pattern.compile(regex, Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new InvalidValueException(
          "Invalid regular expression of " + column + ": " + e.getMessage() + " (must be of RE2)",
          e);
    }
  }

  boolean matches(String text) {
    int hash = text.hashCode();
    int place = (hash ^ hash >>> 16) & REMEMBERED - 1;
    if (text.equals(matched[place])) {
      return true;
    }
    boolean matches = pattern.matches(text);
    if (matches && text.length() <= MAX_TEXT) {
      matched[place] = text;
    }
    return matches;
  }
}
