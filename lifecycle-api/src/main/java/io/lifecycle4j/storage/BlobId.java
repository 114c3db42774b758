package io.lifecycle4j.storage;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.error.InvalidValueException;
import java.util.regex.Pattern;

/**
 * The name of a blob: the SHA-256 of its bytes.
 *
 * @param sha256 64 lower-case hexadecimal digits
 */
public record BlobId(String sha256) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  /** Checks the digits. */
  public BlobId {
    InvalidValueException.required(sha256, "blob id");
    check(
        FORM.matcher(sha256).matches(),
        "Invalid blob id: '%s' (must be 64 lower-case hexadecimal digits)",
        sha256.length() > 80 ? sha256.substring(0, 80) : sha256);
  }

  @Override
  public String toString() {
    return sha256;
  }
}
