package io.lifecycle4j.storage;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.HexFormat;

/**
 * The id of a blob: the SHA-256 of its bytes.
 *
 * @param sha256 64 lower-case hexadecimal digits
 */
public record BlobId(String sha256) {
  /** The length of a hash in bytes. */
  public static final int BYTES = 32;

  private static final int DIGITS = 2 * BYTES;

  /** The number of digits in 32 bits. */
  private static final int HASHED = 8;

  /** Checks the digits. */
  public BlobId {
    required(sha256, "blob id");
    check(
        isHash(sha256),
        "Invalid SHA-256: '%s' (must be 64 lower-case hexadecimal digits)",
        sha256.length() > 80 ? sha256.substring(0, 80) : sha256);
  }

  /**
   * Returns the id with a hash.
   *
   * @param hash the 32 bytes of a SHA-256
   * @return the id
   */
  public static BlobId of(byte[] hash) {
    check(
        required(hash, "hash").length == BYTES,
        "Invalid hash: %s bytes (must be %s)",
        hash.length,
        BYTES);
    return new BlobId(HexFormat.of().formatHex(hash));
  }

  /**
   * Returns the hash.
   *
   * @return the 32 bytes of the SHA-256, a copy
   */
  public byte[] bytes() {
    return HexFormat.of().parseHex(sha256);
  }

  private static boolean isHash(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return text.length() == DIGITS;
  }

  /**
   * Uses the beginning of the digits: they are uniformly distributed, and maps of ids hash often.
   */
  @Override
  public int hashCode() {
    int hash = 0;
    for (int i = 0; i < HASHED; i++) {
      hash = (hash << 4) + HexFormat.fromHexDigit(sha256.charAt(i));
    }
    return hash;
  }

  @Override
  public String toString() {
    return sha256;
  }
}
