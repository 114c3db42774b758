package io.lifecycle4j.crashkit;

/**
 * Hashes of 64 bits that tell the states of a disk apart; quick, as each state is hashed, and good
 * enough: of two million states no two are likely to meet.
 */
final class StateHash {
  private static final long PRIME = 0x9E37_79B9_7F4A_7C15L;

  private StateHash() {}

  /** Spreads a number over all bits. */
  static long mix(long number) {
    long mixed = (number ^ (number >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
    return mixed ^ (mixed >>> 32);
  }

  /** Hashes the first bytes of an array. */
  static long of(byte[] bytes, int length) {
    long hash = mix(length + PRIME);
    for (int i = 0; i < length; i++) {
      hash = (hash ^ bytes[i]) * PRIME;
      hash ^= hash >>> 29;
    }
    return mix(hash);
  }

  /** Hashes a name and what it leads to. */
  static long of(String name, long content) {
    long hash = mix(content);
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * PRIME;
      hash ^= hash >>> 29;
    }
    return mix(hash);
  }
}
