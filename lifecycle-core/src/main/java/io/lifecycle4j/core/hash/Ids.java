package io.lifecycle4j.core.hash;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Makes identifiers that no other process makes.
 *
 * <p>The one place where chance is not seeded: two processes with the same seed must not collide.
 * Thread-safe.
 */
public final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int LENGTH = 16;

  /** How many bits a digit stands for. */
  private static final int BITS = 5;

  private Ids() {}

  /**
   * Makes an identifier of 16 digits and lower-case letters, 80 random bits.
   *
   * @return the identifier, fit for a journal name
   */
  public static String next() {
    char[] id = new char[LENGTH];
    for (int half = 0; half < LENGTH; half += LENGTH / 2) {
      long bits = RANDOM.nextLong(); // asked twice in all: each time costs a hash and a lock
      for (int i = half; i < half + LENGTH / 2; i++) {
        id[i] = DIGITS.charAt((int) bits & (DIGITS.length() - 1));
        bits >>>= BITS;
      }
    }
    return new String(id);
  }

  /**
   * Makes a token for a batch.
   *
   * @return a random UUID
   */
  public static UUID token() {
    return new UUID(RANDOM.nextLong(), RANDOM.nextLong());
  }
}
