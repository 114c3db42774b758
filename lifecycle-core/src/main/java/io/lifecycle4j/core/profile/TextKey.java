package io.lifecycle4j.core.profile;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.profile.ColumnProfile;
import java.util.Locale;

/**
 * Names texts in a profile: each by a name of its own, and none by that of the rest.
 *
 * <p>A text is its own name, but one that looks like a name made here gets a backslash in front;
 * one of more than {@value Profiler#MAX_TEXT} characters is its first {@value #SHOWN} and a hash;
 * and one of a private column is a hash alone. Part of the format: profiles of a model and of what
 * it answers must agree.
 */
public final class TextKey {
  private static final int SHOWN = 60;
  private static final String PRIVATE = "(private) ";

  private TextKey() {}

  /**
   * Names a text.
   *
   * @param text the text, not empty
   * @return its name, in most cases the text
   */
  public static String of(String text) {
    if (text.length() > Profiler.MAX_TEXT) {
      int end = Character.isHighSurrogate(text.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
      return text.substring(0, end) + "… " + hash(text);
    }
    return isReserved(text) ? "\\" + text : text;
  }

  /**
   * Names a text that must not be shown. Who can guess the text can tell that it is this one.
   *
   * @param text the text, not empty
   * @return a name that does not hold the text
   */
  public static String ofPrivate(String text) {
    return PRIVATE + hash(text);
  }

  /**
   * Returns whether a name is that of a text that must not be shown.
   *
   * @param key a name
   * @return true if it was made by {@link #ofPrivate}
   */
  public static boolean isPrivate(String key) {
    return key.startsWith(PRIVATE);
  }

  /** Returns whether a text is not its own name, or a name not that of such a text. */
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
