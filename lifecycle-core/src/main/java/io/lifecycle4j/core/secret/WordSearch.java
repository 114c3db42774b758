package io.lifecycle4j.core.secret;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds which of some words a text holds, in upper or lower case, in one pass over the text.
 *
 * <p>Looking for each word on its own takes as many passes, which shows when a text of a megabyte
 * is searched. Immutable and thread-safe.
 */
final class WordSearch {
  private static final int ASCII = 0x80;

  /** The words by their first character, each with its bit; null where no word begins. */
  private final Word[][] words = new Word[ASCII][];

  private record Word(String text, long bit) {}

  /**
   * Creates a search.
   *
   * @param sought at most 64 words of ASCII characters, in lower case
   */
  WordSearch(List<String> sought) {
    List<List<Word>> byFirst = new ArrayList<>();
    for (int c = 0; c < ASCII; c++) {
      byFirst.add(new ArrayList<>());
    }
    for (int i = 0; i < sought.size(); i++) {
      byFirst.get(sought.get(i).charAt(0)).add(new Word(sought.get(i), 1L << i));
    }
    for (int c = 0; c < ASCII; c++) {
      words[c] = byFirst.get(c).isEmpty() ? null : byFirst.get(c).toArray(Word[]::new);
    }
  }

  /** Tells whether a text holds any of the words. */
  boolean anyIn(String text) {
    for (int i = 0; i < text.length(); i++) {
      Word[] here = words[lowerCase(text.charAt(i))];
      if (here != null && found(here, text, i) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Returns the words that a text holds: the bit of the first is 1, that of the second is 2. */
  long allIn(String text) {
    long all = 0;
    for (int i = 0; i < text.length(); i++) {
      Word[] here = words[lowerCase(text.charAt(i))];
      if (here != null) {
        all |= found(here, text, i);
      }
    }
    return all;
  }

  private static long found(Word[] here, String text, int at) {
    long found = 0;
    for (Word word : here) {
      if (isAt(word.text, text, at)) {
        found |= word.bit;
      }
    }
    return found;
  }

  private static boolean isAt(String word, String text, int at) {
    if (text.length() - at < word.length()) {
      return false;
    }
    for (int i = 1; i < word.length(); i++) {
      if (lowerCase(text.charAt(at + i)) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Returns a character in lower case, or 0 if that is none of ASCII. */
  private static char lowerCase(char c) {
    if (c < ASCII) {
      return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }
    char lowerCase = Character.toLowerCase(c); // the sign of Kelvin is a k
    return lowerCase < ASCII ? lowerCase : 0;
  }
}
