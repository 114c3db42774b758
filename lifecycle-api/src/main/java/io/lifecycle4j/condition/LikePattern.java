package io.lifecycle4j.condition;

import static io.lifecycle4j.error.Preconditions.check;

import java.util.Arrays;

/**
 * A pattern of LIKE: {@code %} stands for any characters, {@code _} for one, all else for itself.
 *
 * <p>All places of the pattern that a text may have come to are bits of a few words, and each
 * character of the text moves all of them at once. So the time grows with the length of the text
 * alone, whatever the pattern; a search that goes back and tries again takes its product with the
 * length of the pattern, or worse. A character is a code point, as in Python and in databases.
 */
final class LikePattern {
  /** The longest pattern, in characters: the words of one place map stay few. */
  static final int MAX = 1_000;

  private final boolean ignoringCase;

  /** The different characters of the pattern, sorted. */
  private final int[] characters;

  /** For each character the places that it leads on from; the last for all other characters. */
  private final long[][] moves;

  /** The places that any character may be skipped at. */
  private final long[] skips;

  private final int end;

  private LikePattern(String pattern, boolean ignoringCase) {
    int[] points = pattern.codePoints().map(c -> ignoringCase ? fold(c) : c).toArray();
    check(
        points.length <= MAX,
        "Invalid pattern: %s characters (must be at most %s)",
        points.length,
        MAX);
    this.ignoringCase = ignoringCase;
    characters =
        Arrays.stream(points).filter(c -> c != '%' && c != '_').distinct().sorted().toArray();
    int words = points.length / Long.SIZE + 1;
    moves = new long[characters.length + 1][words];
    skips = new long[words];
    int place = 0;
    for (int c : points) {
      if (c == '%') {
        set(skips, place);
      } else {
        for (int i = 0; i < moves.length; i++) {
          if (c == '_' || (i < characters.length && characters[i] == c)) {
            set(moves[i], place);
          }
        }
        place++;
      }
    }
    end = place;
  }

  static LikePattern of(String pattern) {
    return new LikePattern(pattern, false);
  }

  static LikePattern ignoringCase(String pattern) {
    return new LikePattern(pattern, true);
  }

  boolean matches(String text) {
    long[] places = new long[skips.length];
    places[0] = 1;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (!move(places, ignoringCase ? fold(c) : c)) {
        return false;
      }
      i += Character.charCount(c);
    }
    return has(places, end);
  }

  /** Moves all places by one character; tells whether any is left. */
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

  /** Both cases of a letter as one; first up, since some letters have one capital. */
  private static int fold(int c) {
    return Character.toLowerCase(Character.toUpperCase(c));
  }

  private static void set(long[] bits, int bit) {
    bits[bit / Long.SIZE] |= 1L << bit;
  }

  private static boolean has(long[] bits, int bit) {
    return (bits[bit / Long.SIZE] & (1L << bit)) != 0;
  }
}
