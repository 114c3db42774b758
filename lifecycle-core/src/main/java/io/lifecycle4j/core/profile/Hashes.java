package io.lifecycle4j.core.profile;

/**
 * Hashes of 64 bits. Part of the format: what was hashed otherwise cannot be merged.
 *
 * <p>The finaliser of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", 2014), which maps different words to different hashes.
 */
final class Hashes {
  static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Hashes() {}

  static long mix(long word) {
    long z = word;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** Hashes a finite number that is not -0. */
  static long of(double value) {
    return mix(Double.doubleToRawLongBits(value) + GOLDEN);
  }

  static long of(String text) {
    long hash = text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * GOLDEN;
      hash ^= hash >>> 32;
    }
    return mix(hash + GOLDEN);
  }
}
