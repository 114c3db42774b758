package io.lifecycle4j.core.hash;

/**
 * SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
 *
 * <p>Part of the format: hashes and numbers that were kept must come out the same for ever.
 */
public final class SplitMix64 {
  /** The step between the states of a sequence: 2<sup>64</sup> over the golden ratio. */
  public static final long GAMMA = 0x9E3779B97F4A7C15L;

  private SplitMix64() {}

  /**
   * Finishes a state, so that different words give different hashes whose bits do not depend on
   * each other.
   *
   * @param word 64 bits
   * @return their hash
   */
  public static long mix(long word) {
    long z = (word ^ word >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /**
   * Returns a number of the sequence that a seed begins.
   *
   * @param seed the seed
   * @param place which number, the first is 1
   * @return the number
   */
  public static long number(long seed, long place) {
    return mix(seed + place * GAMMA);
  }

  /**
   * Hashes a number.
   *
   * @param value a finite number that is not -0
   * @return its hash
   */
  public static long hash(double value) {
    return mix(Double.doubleToRawLongBits(value) + GAMMA);
  }

  /**
   * Hashes a text.
   *
   * @param text the text
   * @return its hash
   */
  public static long hash(String text) {
    long hash = text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * GAMMA;
      hash ^= hash >>> 32;
    }
    return mix(hash + GAMMA);
  }
}
