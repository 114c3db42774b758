package io.lifecycle4j.storage;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.error.InvalidValueException;

/**
 * The name of a blob: the SHA-256 of its bytes.
 *
 * @param sha256 64 lower-case hexadecimal digits
 */
public record BlobId(String sha256) {
  private static final int DIGITS = 64;

  /** Checks the digits. */
  public BlobId {
    InvalidValueException.required(sha256, "blob id");
    check(
        isHash(sha256),
        "Invalid blob id: '%s' (must be 64 lower-case hexadecimal digits)",
        sha256.length() > 80 ? sha256.substring(0, 80) : sha256);
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

  @Override
  public String toString() {
    return sha256;
  }
}
