package io.lifecycle4j.core.profile;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.profile.ColumnProfile;
import java.util.Locale;

/**
 * The keys of texts in a profile. Each text has its own key, and none has {@link
 * ColumnProfile#OTHER}.
 *
 * <p>A text is its own key, except that one that looks like a generated key is preceded by a
 * backslash, one of more than {@value Profiler#MAX_TEXT} characters is shortened to its first
 * {@value #SHOWN} and a hash, and one of a private column is a hash alone. Part of the format:
 * profiles of a model must agree with those of its predictions.
 */
public final class TextKey {
  private static final int SHOWN = 60;
  private static final String PRIVATE = "(private) ";

  private TextKey() {}

  /** Returns the key of a text that is not empty. */
  public static String of(String text) {
    if (text.length() > Profiler.MAX_TEXT) {
      int end = Character.isHighSurrogate(text.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
      return text.substring(0, end) + "… " + hash(text);
    }
    return isReserved(text) ? "\\" + text : text;
  }

  /**
   * Returns the key of a private text that is not empty. The key does not contain the text, but
   * confirms a correct guess of it.
   */
  public static String ofPrivate(String text) {
    return PRIVATE + hash(text);
  }

  /** Returns whether {@link #ofPrivate} made the key. */
  public static boolean isPrivate(String key) {
    return key.startsWith(PRIVATE);
  }

  /** Returns whether a text looks like a generated key, or a key is that of such a text. */
  static boolean isReserved(String text) {
    char first = text.charAt(0);
    if (first != '(' && first != '\\') {
      return false;
    }
    int bare = 0;
    while (bare < text.length() && text.charAt(bare) == '\\') {
      bare++;
    }
    return text.startsWith(PRIVATE, bare) || text.substring(bare).equals(ColumnProfile.OTHER);
  }

  private static String hash(String text) {
    return String.format(Locale.ROOT, "%016x", SplitMix64.hash(text));
  }
}
