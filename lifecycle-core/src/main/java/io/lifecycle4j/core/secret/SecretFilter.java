package io.lifecycle4j.core.secret;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Removes secrets from texts.
 *
 * <p>It removes what a text assigns to the name of a secret ({@link SecretNames}, {@link
 * SecretAssignments}), and what looks like a secret under any name ({@link SecretShapes}). It is
 * made for sentences, exception messages, addresses and settings. It cannot recognize a secret
 * without a name or shape, such as the last word of {@code connect alice hunter2}, nor one of many
 * lines. Texts that may hold any secret, such as a diff or environment variables, are therefore
 * kept only by allow-list.
 */
public final class SecretFilter {
  /** Replaces a secret. */
  public static final String REDACTED = "<redacted>";

  /** Too short for a key of any service. */
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

  /** Filters a text of any number of lines; returns the same text if no secret was found. */
  public static String text(String text) {
    if (SHORT_WORD.matcher(text).matches()) {
      return text;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    String shown = SecretShapes.redact(text, lower);
    return SecretNames.anyIn(lower) ? SecretAssignments.redact(shown) : shown;
  }
}
