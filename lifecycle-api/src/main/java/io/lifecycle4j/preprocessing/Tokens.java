package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;

/**
 * Replaces a text by the ids of its words, for a network with an embedding.
 *
 * <p>Words are runs of letters, marks and digits, in lower case. Id 0 is padding, 1 a word that is
 * not in the vocabulary; the words of the vocabulary follow from 2 on, the most frequent of the
 * training rows first, equally frequent ones in the order of their characters. The column becomes
 * an input of its own, {@code int64 [-1, length]}.
 *
 * @param column the column, a text
 * @param length how many words are kept, the first ones, 1 to {@value #MAX_LENGTH}; a shorter text
 *     is padded, a missing one is only padding
 * @param entries the most ids, padding and unknown words included, 3 to {@value #MAX_ENTRIES}
 */
public record Tokens(String column, int length, int entries) implements Step {
  /** The most words of a text. */
  public static final int MAX_LENGTH = 65_536;

  /** The most ids; each is exact as a 32-bit floating-point number. */
  public static final int MAX_ENTRIES = 1_000_000;

  /** How many ids there are unless a number is given. */
  public static final int DEFAULT_ENTRIES = 10_000;

  /** Checks the parts. */
  public Tokens {
    checkLength(column, length);
    checkEntries(column, entries);
  }

  static void checkLength(String column, int length) {
    checkName("column", column);
    check(
        length >= 1 && length <= MAX_LENGTH,
        "Invalid length of column %s: %s (must be 1 to %s words)",
        column,
        length,
        MAX_LENGTH);
  }

  static void checkEntries(String column, int entries) {
    check(
        entries >= 3 && entries <= MAX_ENTRIES,
        "Invalid entries of column %s: %s (must be 3 to %s)",
        column,
        entries,
        MAX_ENTRIES);
  }
}
