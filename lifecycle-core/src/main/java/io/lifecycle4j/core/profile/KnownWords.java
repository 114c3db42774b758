package io.lifecycle4j.core.profile;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.error.InvalidValueException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

/**
 * A set of words, to find those that it does not have: a Bloom filter (1970) of at most {@value
 * #MOST_BYTES} bytes with two bits a word. A word that it has is always found; of 10,000 different
 * words in a full filter, one in 700 others is taken for one of them, of 50,000 one in 33.
 *
 * <p>A word is a run of letters and digits, in either case. Only the first {@value #LONGEST}
 * characters of a text are read. The hashes are part of the format. Not thread-safe while words are
 * added.
 */
final class KnownWords {
  /** The most memory of a set. */
  static final int MOST_BYTES = 1 << 16;

  /** The most characters of a text that are read, since texts are read for each prediction. */
  static final int LONGEST = 4_096;

  private static final int FEWEST_BITS = 1 << 9;
  private static final int BITS_PER_SET_BIT = 32;

  private long[] bits = new long[MOST_BYTES / Long.BYTES];

  /** Has no words yet. */
  KnownWords() {}

  private KnownWords(long[] bits) {
    this.bits = bits;
  }

  /** Reads what {@link #encoded} wrote. */
  static KnownWords of(String encoded) {
    try {
      byte[] bytes = Base64.getDecoder().decode(encoded);
      long[] read = new long[bytes.length / Long.BYTES];
      check(
          Integer.bitCount(bytes.length) == 1 && read.length > 0 && bytes.length <= MOST_BYTES,
          "Invalid words: %s bytes (must be a power of two up to %s)",
          bytes.length,
          MOST_BYTES);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(read);
      return new KnownWords(read);
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException("Invalid words: " + e.getMessage(), e);
    }
  }

  /** Writes the set, made smaller if it has few words. */
  String encoded() {
    long[] folded = bits;
    while (folded.length * Long.SIZE > FEWEST_BITS && isSparse(folded)) {
      long[] half = Arrays.copyOf(folded, folded.length / 2);
      for (int i = 0; i < half.length; i++) {
        half[i] |= folded[half.length + i];
      }
      folded = half;
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(folded.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(folded);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static boolean isSparse(long[] bits) {
    long set = Arrays.stream(bits).map(Long::bitCount).sum();
    return set * BITS_PER_SET_BIT <= (long) bits.length * Long.SIZE;
  }

  /** Adds the words of a text. */
  void add(String text) {
    scan(text, true);
  }

  /** Returns the share of words of a text that are not in the set; NaN if it has no words. */
  double unseen(String text) {
    return scan(text, false);
  }

  /** Reads the words of a text, without an allocation. */
  private double scan(String text, boolean adding) {
    int words = 0;
    int unseen = 0;
    int end = Math.min(LONGEST, text.length());
    long hash = 0;
    boolean inside = false;
    for (int i = 0; i <= end; i++) {
      if (i < end && Character.isLetterOrDigit(text.charAt(i))) {
        inside = true;
        hash = (hash ^ Character.toLowerCase(text.charAt(i))) * SplitMix64.GAMMA;
        hash ^= hash >>> 32;
      } else if (inside) {
        words++;
        unseen += visit(SplitMix64.mix(hash + SplitMix64.GAMMA), adding) ? 0 : 1;
        hash = 0;
        inside = false;
      }
    }
    return words == 0 ? Double.NaN : (double) unseen / words;
  }

  /** Returns whether a word was in the set, after adding it if asked. */
  private boolean visit(long hash, boolean adding) {
    boolean one = visit((int) hash, adding);
    boolean other = visit((int) (hash >>> Integer.SIZE), adding);
    return one && other;
  }

  private boolean visit(int place, boolean adding) {
    int word = place >>> 6 & bits.length - 1;
    long bit = 1L << place;
    boolean found = (bits[word] & bit) != 0;
    if (adding) {
      bits[word] |= bit;
    }
    return found;
  }
}
