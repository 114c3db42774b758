package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Verifies the blobs of a store, and removes those that nothing needs: through quarantine, never in
 * one step.
 *
 * <p>Thread-safe, and safe for several processes. Reached by {@link BlobStore#maintenance()}.
 */
public interface BlobMaintenance {
  /**
   * Returns the time by the clock of the storage, the only one by which ages of blobs are judged:
   * {@link StoredBlob#lastPut} and the time of {@link #quarantine} are of the same clock. It is one
   * for all processes that share the store, so that a process whose own clock is wrong neither
   * quarantines nor deletes too early what others have just put.
   *
   * @return the time
   * @throws io.lifecycle4j.error.StorageFailedException if the storage cannot tell
   */
  Instant now();

  /**
   * Looks for damage, also in a copy that is not read since there is a good one. Changes nothing.
   *
   * @param id the name
   * @param depth how closely to look
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is stored
   * @throws io.lifecycle4j.error.CorruptDataException if the bytes are not the stored ones
   */
  void verify(BlobId id, VerifyDepth depth);

  /**
   * Quarantines blobs, durable on return: they are no longer stored, but can be restored until they
   * are purged. Putting the same bytes again stores them anew. Interrupted anywhere, each blob is
   * stored or quarantined or both.
   *
   * <p>A blob that was put after {@code now} is passed over. Take the {@linkplain #now() time of
   * the store}, then compute what is needed, then quarantine the rest: nothing that others put in
   * between is taken away, as long as the clock does not go back. A commit that names a blob checks
   * after it whether the blob is still stored, and restores it if it was quarantined.
   *
   * @param ids the names; those that are not stored are passed over
   * @param now the time to remember, of the clock of the store
   * @return those that were quarantined, in the order of the ids
   * @throws io.lifecycle4j.error.CorruptDataException if damage hides what is stored
   * @throws io.lifecycle4j.error.OverloadedException if others change blobs for too long
   * @throws io.lifecycle4j.error.StorageFailedException if not all were quarantined
   */
  List<BlobId> quarantine(Collection<BlobId> ids, Instant now);

  /**
   * Lists what is in quarantine. Of a blob that was quarantined more than once the last time
   * counts.
   *
   * @return the blobs, sorted by name
   */
  List<QuarantinedBlob> quarantined();

  /**
   * Stores again what is in quarantine, durable on return; counts as a put.
   *
   * @param id the name
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is in quarantine
   * @throws io.lifecycle4j.error.CorruptDataException if the bytes are not the stored ones; it
   *     stays in quarantine
   */
  void restore(BlobId id);

  /**
   * Deletes blobs in quarantine for ever.
   *
   * @param ids the names; those that are not in quarantine are passed over
   * @param before only what was quarantined before this time, and not again since
   * @return those that were deleted, sorted by name
   * @throws io.lifecycle4j.error.StorageFailedException if not all were deleted; some may be
   */
  List<BlobId> purge(Collection<BlobId> ids, Instant before);

  /**
   * Deletes whatever is in quarantine for long enough, for ever.
   *
   * @param before only what was quarantined before this time, and not again since
   * @return those that were deleted, sorted by name
   * @throws io.lifecycle4j.error.StorageFailedException if not all were deleted; some may be
   */
  default List<BlobId> purge(Instant before) {
    required(before, "time");
    return purge(quarantined().stream().map(QuarantinedBlob::id).toList(), before);
  }

  /**
   * Merges what many commits left into less, once looking through it costs: packs of small blobs,
   * for instance. Every blob stays stored, and can be read at the same time; interrupted anywhere,
   * nothing is lost. Default: there is nothing to merge.
   *
   * @param before only what was put last before this time, so that nothing counts as put later for
   *     lying with what was
   * @return how many packs were merged
   * @throws io.lifecycle4j.error.CorruptDataException if damage hides what is stored
   * @throws io.lifecycle4j.error.OverloadedException if others change blobs for too long
   * @throws io.lifecycle4j.error.StorageFailedException if they could not be written
   */
  default int merge(Instant before) {
    required(before, "time");
    return 0;
  }

  /**
   * Returns how many packs {@link #merge} would merge, and changes nothing. Default: none.
   *
   * @param before only what was put last before this time
   * @return how many
   * @throws io.lifecycle4j.error.CorruptDataException if damage hides what is stored
   * @throws io.lifecycle4j.error.StorageFailedException if they could not be listed
   */
  default int mergeable(Instant before) {
    required(before, "time");
    return 0;
  }
}
