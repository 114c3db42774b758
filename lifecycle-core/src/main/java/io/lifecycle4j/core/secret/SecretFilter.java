package io.lifecycle4j.core.secret;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Takes secrets out of a text, before it is kept anywhere.
 *
 * <p>It takes out what a text assigns to the name of a secret ({@link SecretNames}, {@link
 * SecretAssignments}), and what looks like one under any name ({@link SecretShapes}). It is made
 * for sentences, messages of exceptions, addresses and settings. It cannot know a secret without a
 * name or shape, such as the last word of {@code connect alice hunter2}, nor one of many lines. So
 * texts that may hold any secret, such as a diff or the variables of a process, are kept only by
 * allow-list.
 */
public final class SecretFilter {
  /** Stands where a secret was. */
  public static final String REDACTED = "<redacted>";

  /** What is too short for a key of any service. */
  private static final Pattern SHORT_WORD = Pattern.compile("[A-Za-z0-9_.+-]{0,10}");

  private SecretFilter() {}

  /**
   * Returns the value of a key, which may be a secret by the name of the key.
   *
   * @param key the name of the value
   * @param value the value
   * @return the value, the value without the secrets in it, or {@link #REDACTED}
   */
  public static String value(String key, String value) {
    return SecretNames.isSecret(key) ? REDACTED : text(value);
  }

  /**
   * Returns a text without its secrets.
   *
   * @param text the text, of any number of lines
   * @return the same text if none was found
   */
  public static String text(String text) {
    if (SHORT_WORD.matcher(text).matches()) {
      return text;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    String shown = SecretShapes.redact(text, lower);
    return SecretNames.anyIn(lower) ? SecretAssignments.redact(shown) : shown;
  }

  static boolean holdsAny(String text, List<String> words) {
    for (String word : words) {
      if (text.contains(word)) {
        return true;
      }
    }
    return false;
  }
}
