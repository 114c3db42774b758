package io.lifecycle4j.maintenance;

import java.util.Locale;

/**
 * How far a move between tiers is.
 *
 * @param blobs how many blobs were moved
 * @param totalBlobs how many there are to move
 * @param bytes how many of their bytes were read
 * @param totalBytes how many bytes they have
 */
public record TieringProgress(long blobs, long totalBlobs, long bytes, long totalBytes) {
  private static final double MIB = 1 << 20;

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "moving %s of %s blobs, %.1f of %.1f MiB",
        blobs,
        totalBlobs,
        bytes / MIB,
        totalBytes / MIB);
  }
}
