package io.lifecycle4j.storage;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.Preconditions;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Keeps immutable bytes, each named by its SHA-256.
 *
 * <p>Thread-safe, and safe for several processes. A blob never changes; the same bytes put twice
 * are kept once.
 */
public interface BlobStore {
  /**
   * Tells where the store is, for messages.
   *
   * @return the location
   */
  URI location();

  /**
   * Returns the id of the store, by which a home knows its cold store again. A copy of a store that
   * has one has the same.
   *
   * @return the id, or empty if it was given none yet
   * @throws io.lifecycle4j.error.CorruptDataException if what holds it is damaged
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be read
   */
  Optional<UUID> id();

  /**
   * Gives the store an id for ever, durable on return, unless it has one: of two who do so at the
   * same time, one wins.
   *
   * @return the id that the store has
   * @throws io.lifecycle4j.error.CorruptDataException if what holds it is damaged
   * @throws io.lifecycle4j.error.StorageFailedException if it could not be given durably
   */
  UUID identify();

  /**
   * Stores a content, durable on return (survives a power cut). One that is stored already is
   * compared, and not written again unless the stored bytes are damaged.
   *
   * @param content the bytes; asked for again if the stored ones are set aside meanwhile
   * @return the name of the bytes
   * @throws io.lifecycle4j.error.InvalidDataException if the content cannot be read
   * @throws io.lifecycle4j.error.StorageFailedException if it is not stored durably; the bytes may
   *     be there, and putting them again is safe
   */
  BlobId put(Content content);

  /**
   * Stores many contents with one commit: all are durable on return, or none was promised. Far
   * cheaper than one by one if they are small. They are never held in memory together: at most some
   * mebibytes of small files are read ahead.
   *
   * @param contents the bytes; asked for again if stored ones are set aside meanwhile
   * @return their names, in order
   * @throws io.lifecycle4j.error.InvalidDataException if one cannot be read; nothing was stored
   * @throws io.lifecycle4j.error.StorageFailedException if not all were stored
   */
  List<BlobId> putAll(List<? extends Content> contents);

  /**
   * Opens a blob for reading. The bytes are verified against the name: a stream that was read to
   * its end without an exception gave exactly the stored bytes.
   *
   * @param id the name
   * @return a stream whose {@code read} throws {@link io.lifecycle4j.error.CorruptDataException} at
   *     the end if the bytes are not the stored ones
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is stored
   */
  InputStream open(BlobId id);

  /**
   * Opens a part of a blob for reading. A part cannot be verified against the name: a whole read or
   * {@link #verify} does that.
   *
   * @param id the name
   * @param offset where to begin, from 0
   * @param length how many bytes; offset and length must lie within the blob
   * @return a stream of exactly that many bytes
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is stored
   * @throws io.lifecycle4j.error.InvalidValueException if the part does not lie within the blob
   */
  InputStream open(BlobId id, long offset, long length);

  /**
   * Reads a whole blob, verified.
   *
   * @param id the name
   * @return all bytes
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is stored
   * @throws io.lifecycle4j.error.CorruptDataException if the bytes are not the stored ones
   */
  byte[] read(BlobId id);

  /**
   * Tells the length of a blob.
   *
   * @param id the name
   * @return the length in bytes
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is stored
   */
  long size(BlobId id);

  /**
   * Tells whether a blob is stored.
   *
   * @param id the name
   * @return whether it is stored
   * @throws io.lifecycle4j.error.CorruptDataException if damage hides whether it is
   */
  boolean contains(BlobId id);

  /**
   * Tells which of many blobs are not stored. A store that can look for all at once is far faster
   * than {@link #contains} for one after the other.
   *
   * <p>All others are durable, as those that were just put are, even if whoever put one died, or
   * failed, before it was. {@link #contains} does not promise that.
   *
   * @param ids the names
   * @return those that are not stored
   * @throws io.lifecycle4j.error.CorruptDataException if damage hides whether one is
   */
  default Set<BlobId> missing(Collection<BlobId> ids) {
    Set<BlobId> missing = new HashSet<>();
    for (BlobId id : Preconditions.required(ids, "blob ids")) {
      if (!contains(id)) {
        missing.add(id);
      }
    }
    return missing;
  }

  /**
   * Tells all blobs, each once, sorted by name. What is put or set aside meanwhile may be told or
   * not; all else is told. The store may be used meanwhile.
   *
   * @param told is told each blob, on the calling thread
   * @throws io.lifecycle4j.error.CorruptDataException if damage hides what is stored; a part may
   *     have been told
   */
  void list(Consumer<StoredBlob> told);

  /**
   * Tells when a blob was last put, also if it was there already. Who collects garbage spares what
   * was put lately, since its owner may not have been written yet.
   *
   * @param id the name
   * @return the time by the clock of the storage; not before the last put, but perhaps after it,
   *     since blobs that are kept together share the time of the last of them
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is stored
   */
  Instant lastPut(BlobId id);

  /**
   * Tells the time by the clock of the storage, the only one that ages of blobs are judged by:
   * {@link #lastPut} and the time of {@link #quarantine} are of the same clock. It is one for all
   * processes that share the store, so that one whose own clock is wrong neither sets aside nor
   * deletes too early what others have just put.
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
   * Sets blobs aside, durable on return: they are no longer stored, but can be restored until they
   * are purged. Putting the same bytes again stores them anew. Interrupted anywhere, each blob is
   * stored or set aside or both.
   *
   * <p>A blob that was put after {@code now} is passed over. So who takes the {@linkplain #now()
   * time of the store}, then looks what is needed and then sets the rest aside, never takes away
   * what somebody puts meanwhile, as long as the clock does not go back between the two; who
   * commits what names a blob looks again behind that whether it is stored, and puts back what was
   * set aside.
   *
   * @param ids the names; those that are not stored are passed over
   * @param now the time to remember, of the clock of the store
   * @return those that were set aside, in the order of the ids
   * @throws io.lifecycle4j.error.CorruptDataException if damage hides what is stored
   * @throws io.lifecycle4j.error.OverloadedException if others change blobs for too long
   * @throws io.lifecycle4j.error.StorageFailedException if not all were set aside
   */
  List<BlobId> quarantine(Collection<BlobId> ids, Instant now);

  /**
   * Lists what is set aside. Of a blob that was set aside more than once the last time counts.
   *
   * @return the blobs, sorted by name
   */
  List<QuarantinedBlob> quarantined();

  /**
   * Stores again what was set aside, durable on return; counts as a put.
   *
   * @param id the name
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is set aside
   * @throws io.lifecycle4j.error.CorruptDataException if the bytes are not the stored ones; it
   *     stays set aside
   */
  void restore(BlobId id);

  /**
   * Deletes what was set aside, for ever.
   *
   * @param before only what was set aside before this time, and not again since
   * @return those that were deleted, sorted by name
   * @throws io.lifecycle4j.error.StorageFailedException if not all were deleted; some may be
   */
  List<BlobId> purge(Instant before);

  /**
   * Deletes some of what was set aside, for ever: for who shares the store with others.
   *
   * @param ids the names; those that are not set aside are passed over
   * @param before only what was set aside before this time, and not again since
   * @return those that were deleted, sorted by name
   * @throws io.lifecycle4j.error.StorageFailedException if not all were deleted; some may be
   */
  List<BlobId> purge(Collection<BlobId> ids, Instant before);

  /**
   * Merges what many commits left into less, once looking through it costs: packs of small blobs,
   * for instance. Every blob stays stored, and can be read meanwhile; interrupted anywhere, nothing
   * is lost. Default: there is nothing to merge.
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
   * Tells how many packs {@link #merge} would merge, and changes nothing. Default: none.
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

  /**
   * Throws unless a part lies within a blob: the check of {@link #open(BlobId, long, long)}.
   *
   * @param id the blob
   * @param offset where the part begins, from 0
   * @param length how many bytes it has
   * @param size how many bytes the blob has
   * @throws InvalidValueException if it does not
   */
  static void checkPart(BlobId id, long offset, long length, long size) {
    Preconditions.check(
        offset >= 0 && length >= 0 && offset <= size && length <= size - offset,
        "Invalid part of blob %s: %s bytes from byte %s (it has %s)",
        id,
        length,
        offset,
        size);
  }
}
