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

  private Ids() {}

  /**
   * Makes an identifier of 16 digits and lower-case letters, 80 random bits.
   *
   * @return the identifier, fit for a journal name
   */
  public static String next() {
    StringBuilder id = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      id.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
    }
    return id.toString();
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
