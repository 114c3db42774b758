package io.lifecycle4j.core.maintenance;

/** How many small blobs are put together: as many as share a pack well and fit into memory. */
final class BatchOfBlobs {
  /** Blobs up to this length are held in memory, and stored together. */
  static final int SMALL_BLOB = 1 << 20;

  private static final int MOST_BYTES = 1 << 24;
  private static final int MOST_BLOBS = 4_096;

  private BatchOfBlobs() {}

  /** Returns whether a batch has to be stored before more is added. */
  static boolean isFull(int blobs, long bytes) {
    return blobs >= MOST_BLOBS || bytes >= MOST_BYTES;
  }
}
