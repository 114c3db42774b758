package io.lifecycle4j.core.hash;

/**
 * SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
 *
 * <p>Part of the format: stored hashes and sequences must stay reproducible forever.
 */
public final class SplitMix64 {
  /** The increment between the states of a sequence: 2<sup>64</sup> over the golden ratio. */
  public static final long GAMMA = 0x9E3779B97F4A7C15L;

  private SplitMix64() {}

  /** Finalizes a state: different words have different hashes with independent bits. */
  public static long mix(long word) {
    long z = (word ^ word >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /**
   * Returns a number of the sequence of a seed.
   *
   * @param place the position in the sequence, from 1
   */
  public static long number(long seed, long place) {
    return mix(seed + place * GAMMA);
  }

  /** Maps a hash to a number from 0 to below 1 by its upper 53 bits. */
  public static double fraction(long hash) {
    return (hash >>> 11) * 0x1p-53;
  }

  /** Returns whether a number of the sequence of a seed is in a share of all numbers. */
  public static boolean isIn(double share, long seed, long place) {
    return share == 1 || fraction(number(seed, place)) < share;
  }

  /** Hashes a finite number other than -0. */
  public static long hash(double value) {
    return mix(Double.doubleToRawLongBits(value) + GAMMA);
  }

  /** Hashes a text. */
  public static long hash(String text) {
    long hash = text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * GAMMA;
      hash ^= hash >>> 32;
    }
    return mix(hash + GAMMA);
  }
}
