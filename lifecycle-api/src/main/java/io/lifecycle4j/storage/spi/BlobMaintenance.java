package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Verifies the blobs of a store, and removes unneeded blobs in two steps, through quarantine.
 *
 * <p>Thread-safe, also across processes. Obtained from {@link BlobStore#maintenance()}.
 */
public interface BlobMaintenance {
  /**
   * Returns the time of the clock of the storage, the only clock that determines the age of blobs:
   * {@link StoredBlob#lastPut} and the time of {@link #quarantine} use it too. All processes that
   * share the store share this clock, so that a process with a wrong clock neither quarantines nor
   * deletes recent blobs of others too early.
   *
   * @return the time
   * @throws io.lifecycle4j.error.StorageFailedException if the storage cannot return it
   */
  Instant now();

  /**
   * Verifies a blob, including redundant copies that are not read. Changes nothing.
   *
   * @param id the id
   * @param depth how thoroughly to verify
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is stored
   * @throws io.lifecycle4j.error.CorruptDataException if the bytes are not the stored ones
   */
  void verify(BlobId id, VerifyDepth depth);

  /**
   * Quarantines blobs, durable on return: they are no longer stored, but can be restored until they
   * are purged. Putting the same bytes stores them again. After an interruption at any point, each
   * blob is stored, quarantined or both.
   *
   * <p>A blob that was put after {@code now} is skipped. Take the {@linkplain #now() time of the
   * store}, then compute which blobs are needed, then quarantine the rest: blobs that others put in
   * between are not quarantined, as long as the clock does not go back. After a commit that names a
   * blob, the writer must check that the blob is still stored, and restore it if it was
   * quarantined.
   *
   * @param ids the ids; those that are not stored are skipped
   * @param now the time of the quarantine, by the clock of the store
   * @return the quarantined blobs, in the order of the ids
   * @throws io.lifecycle4j.error.CorruptDataException if damage prevents determining what is stored
   * @throws io.lifecycle4j.error.OverloadedException if other processes keep changing blobs for too
   *     long
   * @throws io.lifecycle4j.error.StorageFailedException if not all were quarantined
   */
  List<BlobId> quarantine(Collection<BlobId> ids, Instant now);

  /**
   * Lists the blobs in quarantine. If a blob was quarantined more than once, the last time is
   * returned.
   *
   * @return the blobs, sorted by id
   */
  List<QuarantinedBlob> quarantined();

  /**
   * Restores a blob from quarantine, durable on return. This counts as a put.
   *
   * @param id the id
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is in quarantine
   * @throws io.lifecycle4j.error.CorruptDataException if the blob is corrupt; it stays in
   *     quarantine
   */
  void restore(BlobId id);

  /**
   * Permanently deletes blobs in quarantine.
   *
   * @param ids the ids; those that are not in quarantine are skipped
   * @param before deletes only blobs that were quarantined before this time, and not again since
   * @return the deleted blobs, sorted by id
   * @throws io.lifecycle4j.error.StorageFailedException if not all were deleted; some may be
   */
  List<BlobId> purge(Collection<BlobId> ids, Instant before);

  /**
   * Permanently deletes all blobs that have been in quarantine for long enough.
   *
   * @param before deletes only blobs that were quarantined before this time, and not again since
   * @return the deleted blobs, sorted by id
   * @throws io.lifecycle4j.error.StorageFailedException if not all were deleted; some may be
   */
  default List<BlobId> purge(Instant before) {
    required(before, "time");
    return purge(quarantined().stream().map(QuarantinedBlob::id).toList(), before);
  }

  /**
   * Merges what many commits left behind, such as packs of small blobs, when it slows down
   * look-ups. Every blob stays stored and readable at all times; an interruption at any point loses
   * nothing. Default: nothing to merge.
   *
   * @param before merges only blobs last put before this time, so that no blob counts as newer by
   *     sharing a pack with a newer one
   * @return the number of packs merged
   * @throws io.lifecycle4j.error.CorruptDataException if damage prevents determining what is stored
   * @throws io.lifecycle4j.error.OverloadedException if other processes keep changing blobs for too
   *     long
   * @throws io.lifecycle4j.error.StorageFailedException if the merged packs could not be written
   */
  default int merge(Instant before) {
    required(before, "time");
    return 0;
  }

  /**
   * Returns the number of packs that {@link #merge} would merge. Changes nothing. Default: 0.
   *
   * @param before counts only blobs last put before this time
   * @return the number of packs
   * @throws io.lifecycle4j.error.CorruptDataException if damage prevents determining what is stored
   * @throws io.lifecycle4j.error.StorageFailedException if they could not be listed
   */
  default int mergeable(Instant before) {
    required(before, "time");
    return 0;
  }
}
