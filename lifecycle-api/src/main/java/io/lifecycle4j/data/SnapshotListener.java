package io.lifecycle4j.data;

/** Hears how far a snapshot is, a few times a second, on the thread that commits. */
@FunctionalInterface
public interface SnapshotListener {
  /**
   * Takes the news. Should return at once; what it throws ends the snapshot without a version.
   *
   * @param progress how far the snapshot is; printed, it is a line for people
   */
  void progressed(SnapshotProgress progress);
}
