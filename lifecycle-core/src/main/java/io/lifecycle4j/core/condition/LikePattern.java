package io.lifecycle4j.core.condition;

import static io.lifecycle4j.error.Preconditions.check;

import java.util.Arrays;

/**
 * A pattern of LIKE: {@code %} matches any characters, {@code _} one, all others themselves.
 *
 * <p>The possible positions in the pattern are a bit set of a few words; each character of the text
 * advances all of them at once. Matching is therefore linear in the text, where backtracking would
 * take its product with the length of the pattern. A character is a code point, as in Python and in
 * databases.
 */
final class LikePattern {
  /** The longest pattern, in code points; keeps the bit sets small. */
  static final int MAX = 1_000;

  private final boolean ignoringCase;

  /** The distinct literal characters of the pattern, sorted. */
  private final int[] characters;

  /** The positions that each character advances from; the last row is for all other characters. */
  private final long[][] moves;

  /** The positions of {@code %}, where any character may be skipped. */
  private final long[] skips;

  private int end;

  LikePattern(String pattern, boolean ignoringCase) {
    this.ignoringCase = ignoringCase;
    int[] points = pattern.codePoints().map(this::fold).toArray();
    check(
        points.length <= MAX,
        "Invalid pattern: %s characters (must be at most %s)",
        points.length,
        MAX);
    characters =
        Arrays.stream(points).filter(c -> c != '%' && c != '_').distinct().sorted().toArray();
    skips = new long[points.length / Long.SIZE + 1];
    moves = new long[characters.length + 1][skips.length];
    for (int c : points) {
      if (c == '%') {
        set(skips);
      } else if (c == '_') {
        Arrays.stream(moves).forEach(this::set);
        end++;
      } else {
        set(moves[Arrays.binarySearch(characters, c)]);
        end++;
      }
    }
  }

  private void set(long[] bits) {
    bits[end / Long.SIZE] |= 1L << end;
  }

  boolean matches(String text) {
    long[] places = new long[skips.length];
    places[0] = 1;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (!move(places, fold(c))) {
        return false;
      }
      i += Character.charCount(c);
    }
    return (places[end / Long.SIZE] & (1L << end)) != 0;
  }

  /** Advances all positions by one character; returns whether any is left. */
  private boolean move(long[] places, int c) {
    int found = Arrays.binarySearch(characters, c);
    long[] leading = moves[found >= 0 ? found : characters.length];
    long carry = 0;
    long any = 0;
    for (int word = 0; word < places.length; word++) {
      long moved = places[word] & leading[word];
      places[word] = (moved << 1) | carry | (places[word] & skips[word]);
      carry = moved >>> (Long.SIZE - 1);
      any |= places[word];
    }
    return any != 0;
  }

  /** Folds the case; to upper case first, since several letters share one capital. */
  private int fold(int c) {
    return ignoringCase ? Character.toLowerCase(Character.toUpperCase(c)) : c;
  }
}
