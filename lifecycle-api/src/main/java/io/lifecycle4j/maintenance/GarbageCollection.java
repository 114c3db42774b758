package io.lifecycle4j.maintenance;

import io.lifecycle4j.registry.WeightRetention;
import java.time.Duration;

/**
 * Finds the blobs that nothing needs, and optionally quarantines them.
 *
 * <p>A blob is needed if a dataset version, a run, a model version, a snapshot of a journal or a
 * pin references it, however old. A needed blob is never collected, even if it is committed while
 * the collection runs: after blobs were quarantined, the whole home is read again, and blobs that
 * have become needed are restored. If the process dies in between, the next collection restores
 * them; until then, they cannot be read. Setting a part twice is an error. Not thread-safe.
 */
public interface GarbageCollection {
  /**
   * Spares blobs that were stored recently, because the commit that references them may be pending.
   * Default: 14 days. Work that takes longer from its first blob to its commit needs a {@link
   * Maintenance#lease}.
   *
   * @param grace how long a blob is spared after it was last stored, from zero to 10 years
   * @return this builder
   */
  GarbageCollection grace(Duration grace);

  /**
   * Permanently deletes blobs that an earlier collection quarantined and that were not needed
   * since. Default: after 7 days.
   *
   * @param quarantine how long a blob stays quarantined, from 1 day to 10 years
   * @return this builder
   */
  GarbageCollection purgeAfter(Duration quarantine);

  /**
   * First {@linkplain io.lifecycle4j.registry.Models#purge purges} the versions of models that a
   * retention does not keep, so that their weights are garbage. Each is recorded in the audit trail
   * before anything is deleted. Default: all versions keep their weights. A dry run names the
   * versions, and does not count their bytes.
   *
   * @param retention which versions keep their weights
   * @return this builder
   */
  GarbageCollection keepWeights(WeightRetention retention);

  /**
   * Quarantines garbage, purges, and merges small packs from before the grace period, so that many
   * small commits do not slow down look-ups. Default: a dry run, which only reports.
   *
   * @return this builder
   */
  GarbageCollection quarantine();

  /**
   * Runs the collection.
   *
   * @return what was done, or in a dry run, what would be
   * @throws io.lifecycle4j.error.CorruptDataException if a journal or a manifest cannot be read, so
   *     that it is unknown what is needed; nothing was quarantined
   * @throws io.lifecycle4j.error.StorageFailedException if the disk fails; needed blobs are still
   *     stored, or the next collection restores them
   * @throws io.lifecycle4j.error.ReadOnlyException if the home contains data of a newer version of
   *     the library that this version cannot read, or a journal of the application without the
   *     prefix {@link io.lifecycle4j.storage.spi.JournalStore#OWN}; nothing was quarantined
   */
  GarbageReport run();
}
