package io.lifecycle4j.maintenance;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Locale;

/**
 * A number of blobs and their total size.
 *
 * @param blobs the number of blobs
 * @param bytes their total size in bytes
 */
public record Amount(long blobs, long bytes) {
  /** No blobs. */
  public static final Amount NONE = new Amount(0, 0);

  /** Checks the numbers. */
  public Amount {
    check(blobs >= 0, "Invalid number of blobs: %s (must not be negative)", blobs);
    check(bytes >= 0, "Invalid number of bytes: %s (must not be negative)", bytes);
  }

  /**
   * Adds a blob.
   *
   * @param length the length of the blob in bytes
   * @return the sum
   */
  public Amount plus(long length) {
    return new Amount(blobs + 1, bytes + length);
  }

  /**
   * Adds another amount.
   *
   * @param other the other amount
   * @return the sum
   */
  public Amount plus(Amount other) {
    return new Amount(blobs + required(other, "amount").blobs, bytes + other.bytes);
  }

  /** Returns text such as {@code 1,204 blobs (1.3 GB)}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%,d %s (%s)", blobs, blobs == 1 ? "blob" : "blobs", size(bytes));
  }

  /**
   * Shows a number of bytes for people.
   *
   * @param bytes how many
   * @return such as {@code 1.3 GB}
   */
  public static String size(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    double value = bytes;
    int power = -1;
    while (value >= 999.95 && power < 4) { // avoids 1000.0 by rounding
      value /= 1_000;
      power++;
    }
    return String.format(Locale.ROOT, "%.1f %cB", value, "kMGTP".charAt(Math.max(power, 0)));
  }
}
