package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * The share of predictions that are logged with their inputs, in clear or hashed.
 *
 * <p>Whether a prediction is in the share depends only on its id. Everything else about a
 * prediction is always logged.
 *
 * @param share 0 to 1
 * @param key the key of the hashes; empty to log inputs in clear
 */
public record LoggedInputs(double share, Optional<SecretKey> key) {
  /** The algorithm of the hashes. */
  private static final String HMAC = "HmacSHA256";

  /** The shortest key, in bytes. */
  private static final int SHORTEST = 16;

  /** Checks the parts. */
  public LoggedInputs {
    check(share >= 0 && share <= 1, "Invalid share of inputs: %s (must be 0 to 1)", share);
    required(key, "key of hashes").ifPresent(LoggedInputs::checkKey);
  }

  private static void checkKey(SecretKey key) {
    byte[] bytes = key.getEncoded(); // null if it is kept in hardware
    check(
        bytes == null || bytes.length >= SHORTEST,
        "Invalid key of hashes: %s bytes (needs at least %s)",
        bytes == null ? 0 : bytes.length,
        SHORTEST);
    try {
      Mac.getInstance(HMAC).init(key);
    } catch (InvalidKeyException | NoSuchAlgorithmException e) {
      throw new InvalidValueException(
          "Invalid key of hashes: " + e.getMessage() + " (must be a key for " + HMAC + ")", e);
    }
  }

  /**
   * Logs all inputs.
   *
   * @return the share 1
   */
  public static LoggedInputs all() {
    return new LoggedInputs(1, Optional.empty());
  }

  /**
   * Logs the inputs of a share of the predictions, chosen by a hash of their ids.
   *
   * @param share 0 to 1
   * @return the share
   */
  public static LoggedInputs sampled(double share) {
    return new LoggedInputs(share, Optional.empty());
  }

  /**
   * Logs a hash of each cell of all inputs instead of the cell. Equal cells of a column have equal
   * hashes. So predictions can be counted, grouped and found by them, but not replayed.
   *
   * <p>A hash is the HMAC-SHA-256 of the name of the column and the cell, truncated to 16 bytes, as
   * hexadecimal text in the column {@code NAME_hash}. A missing cell has no hash. Private columns
   * are left out, as always.
   *
   * <p>Keep the key outside of the home, such as in a secret store: whoever has it can try all
   * values of a column. Hashes without a key would not protect a column with few values, such as
   * ages or postal codes, because anyone can hash them all.
   *
   * @param key at least 16 bytes, such as {@code new SecretKeySpec(bytes, "HmacSHA256")}; it is not
   *     stored. With another key, equal cells have other hashes.
   * @return the share 1
   */
  public static LoggedInputs hashed(SecretKey key) {
    return new LoggedInputs(1, Optional.of(required(key, "key of hashes")));
  }

  /**
   * Logs no inputs.
   *
   * @return the share 0
   */
  public static LoggedInputs none() {
    return new LoggedInputs(0, Optional.empty());
  }

  /** Returns the share without the key. */
  @Override
  public String toString() {
    return "LoggedInputs[share=" + share + (key.isPresent() ? ", hashed]" : "]");
  }
}
