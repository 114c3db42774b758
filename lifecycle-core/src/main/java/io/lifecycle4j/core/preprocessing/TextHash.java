package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.core.hash.SplitMix64;

/**
 * A hash of texts that is part of the format: FNV-1a in 64 bits over the UTF-16 units, two bytes
 * each, high byte first, mixed at the end as in SplitMix64.
 */
final class TextHash {
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private TextHash() {}

  /** Returns the bucket of a text, -1 when it is missing. */
  static int bucket(String text, int buckets) {
    return text.isEmpty() ? -1 : (int) Long.remainderUnsigned(hash(text), buckets);
  }

  static long hash(String text) {
    long hash = BASIS;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      hash = (hash ^ (unit >>> 8)) * PRIME;
      hash = (hash ^ (unit & 0xff)) * PRIME;
    }
    return SplitMix64.mix(hash);
  }
}
