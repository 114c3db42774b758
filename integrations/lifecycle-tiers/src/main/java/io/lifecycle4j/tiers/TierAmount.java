package io.lifecycle4j.tiers;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.maintenance.Amount;
import java.util.Locale;

/**
 * The content of a tier.
 *
 * @param tier the tier
 * @param blobs the number of blobs
 * @param bytes their total size in bytes
 * @param storedBytes the bytes they occupy in the tier
 */
public record TierAmount(Tier tier, long blobs, long bytes, long storedBytes) {
  /** Checks the parts. */
  public TierAmount {
    required(tier, "tier");
    check(blobs >= 0, "Invalid number of blobs: %s (must not be negative)", blobs);
    check(bytes >= 0, "Invalid number of bytes: %s (must not be negative)", bytes);
    check(storedBytes >= 0, "Invalid number of bytes: %s (must not be negative)", storedBytes);
  }

  /**
   * Adds a blob.
   *
   * @param length the length of the blob in bytes
   * @param storedLength the bytes it occupies
   * @return the sum
   */
  public TierAmount plus(long length, long storedLength) {
    return new TierAmount(tier, blobs + 1, bytes + length, storedBytes + storedLength);
  }

  /** Returns text such as {@code warm: 1,204 blobs (1.3 GB), stored in 0.4 GB}. */
  @Override
  public String toString() {
    return tier.name().toLowerCase(Locale.ROOT)
        + ": "
        + new Amount(blobs, bytes)
        + (storedBytes == bytes ? "" : ", stored in " + Amount.size(storedBytes));
  }
}
