package io.lifecycle4j.maintenance;

import java.time.Duration;

/**
 * Finds the blobs that nothing needs, and sets them aside when told to.
 *
 * <p>Needed is what a data set version, a run, a model version, a snapshot of a journal or a pin
 * reaches, for ever. Nothing of that is ever collected, also when it is committed while the
 * collection runs: after blobs were quarantined the whole home is read again, and what has become
 * needed is put back. A collection that dies between the two leaves that to the next one, and what
 * is quarantined cannot be read until then. Setting a part twice is an error. Not thread-safe.
 */
public interface GarbageCollection {
  /**
   * Spares what was put lately: its owner may not have been committed yet. Default: 14 days. Work
   * that takes longer than that from its first put to its commit needs a {@link Maintenance#lease}.
   *
   * @param grace how long a blob is spared after it was put last, from zero to 10 years
   * @return this builder
   */
  GarbageCollection grace(Duration grace);

  /**
   * Deletes for ever what was quarantined by an earlier collection and was not needed since.
   * Default: after 7 days.
   *
   * @param quarantine how long a blob stays quarantined, from 1 day to 10 years
   * @return this builder
   */
  GarbageCollection purgeAfter(Duration quarantine);

  /**
   * Sets garbage aside, purges, and merges small packs that were put before the grace period, so
   * that many small commits do not slow down all look-ups. Default: only reports what would be
   * done.
   *
   * @return this builder
   */
  GarbageCollection quarantine();

  /**
   * Runs the collection.
   *
   * @return what was done, or would be
   * @throws io.lifecycle4j.error.CorruptDataException if a journal or a manifest cannot be read, so
   *     that nobody knows what is needed; nothing was quarantined
   * @throws io.lifecycle4j.error.StorageFailedException if the disk fails instead; what is needed
   *     is stored, or put back by the next collection
   * @throws io.lifecycle4j.error.ReadOnlyException if a newer version of the library wrote what
   *     this one does not understand, or the user a journal that does not say so by its name
   *     ({@link io.lifecycle4j.storage.spi.JournalStore#OWN}); nothing was quarantined
   */
  GarbageReport run();
}
