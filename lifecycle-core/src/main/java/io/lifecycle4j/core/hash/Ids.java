package io.lifecycle4j.core.hash;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Generates identifiers that are unique across processes. Thread-safe.
 *
 * <p>The only unseeded randomness: two processes with the same seed must not collide.
 */
public final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int LENGTH = 16;

  /** Bits per digit. */
  private static final int BITS = 5;

  private Ids() {}

  /** Returns 16 digits and lower-case letters, 80 random bits; valid as a journal name. */
  public static String next() {
    char[] id = new char[LENGTH];
    for (int half = 0; half < LENGTH; half += LENGTH / 2) {
      long bits = RANDOM.nextLong(); // two calls in all: each takes a hash and a lock
      for (int i = half; i < half + LENGTH / 2; i++) {
        id[i] = DIGITS.charAt((int) bits & (DIGITS.length() - 1));
        bits >>>= BITS;
      }
    }
    return new String(id);
  }

  /** Returns a random UUID, the token of a batch. */
  public static UUID token() {
    return new UUID(RANDOM.nextLong(), RANDOM.nextLong());
  }
}
