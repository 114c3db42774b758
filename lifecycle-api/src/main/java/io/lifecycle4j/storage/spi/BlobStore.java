package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Stores immutable bytes, identified by their SHA-256.
 *
 * <p>Thread-safe, also across processes. A blob never changes; the same bytes put twice are stored
 * once. Blobs are removed through quarantine: see {@link #maintenance()}.
 *
 * <p>A backend implements the abstract methods. It overrides a default method only if its storage
 * has a faster way.
 */
public interface BlobStore {
  /**
   * Returns the location of the store, for messages.
   *
   * @return the location
   */
  URI location();

  /**
   * Returns the id of the store, which never changes, even if the store is moved or copied. A home
   * recognises its cold store by it. The blob store of a home has the id of the home.
   *
   * @return the id
   */
  UUID id();

  /**
   * Stores contents with one commit: on return, all are durable (survive a power failure); if it
   * throws, nothing is guaranteed. Much cheaper than storing small contents one by one. Contents
   * are not held in memory together: at most some mebibytes of small files are read ahead. A
   * content that is already stored is compared, and written again only if the stored bytes are
   * corrupt.
   *
   * @param contents the bytes; a content may be written more than once if stored bytes are
   *     quarantined concurrently
   * @return their ids, in order
   * @throws io.lifecycle4j.error.InvalidDataException if a content cannot be read; nothing was
   *     stored
   * @throws io.lifecycle4j.error.StorageFailedException if not all were stored durably; some may be
   *     stored, and putting them again is safe
   */
  List<BlobId> putAll(List<? extends Content> contents);

  /**
   * Stores one content. See {@link #putAll}.
   *
   * @param content the bytes
   * @return the id of the bytes
   * @throws io.lifecycle4j.error.InvalidDataException if the content cannot be read
   * @throws io.lifecycle4j.error.StorageFailedException if it is not stored durably
   */
  default BlobId put(Content content) {
    return putAll(List.of(required(content, "content"))).get(0);
  }

  /**
   * Opens a blob for reading. The bytes are verified against the id: a stream that was read to its
   * end without an exception returned exactly the stored bytes.
   *
   * <p>Default: opens the whole blob as a part, and hashes the bytes that are read.
   *
   * @param id the id
   * @return a stream whose {@code read} throws {@link io.lifecycle4j.error.CorruptDataException} at
   *     the end if the bytes do not match the id
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is stored
   */
  default InputStream open(BlobId id) {
    return new VerifiedStream(open(id, 0, size(id)), id);
  }

  /**
   * Opens a part of a blob for reading. A part is not verified against the id: only a read of the
   * whole blob or {@link BlobMaintenance#verify} does that.
   *
   * @param id the id
   * @param offset the first byte, from 0
   * @param length the number of bytes; the part must be within the blob
   * @return a stream of exactly that many bytes
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is stored
   * @throws io.lifecycle4j.error.InvalidValueException if the part is not within the blob: {@link
   *     #checkPart}
   */
  InputStream open(BlobId id, long offset, long length);

  /**
   * Reads a whole blob, verified.
   *
   * @param id the id
   * @return all bytes
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is stored
   * @throws io.lifecycle4j.error.CorruptDataException if the bytes do not match the id
   */
  default byte[] read(BlobId id) {
    try (InputStream in = open(id)) {
      return in.readAllBytes();
    } catch (ClosedByInterruptException e) {
      throw new OperationInterruptedException(
          "Cannot read blob " + id + ": the thread was interrupted", e);
    } catch (IOException e) {
      throw new StorageFailedException("Cannot read blob " + id + ": " + e.getMessage(), e);
    }
  }

  /**
   * Finds a blob.
   *
   * @param id the id
   * @return its length and the time of its last put; empty if no such blob is stored
   * @throws io.lifecycle4j.error.CorruptDataException if damage prevents determining whether it is
   *     stored
   */
  Optional<StoredBlob> find(BlobId id);

  /**
   * Returns the length of a blob.
   *
   * @param id the id
   * @return the length in bytes
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is stored
   */
  default long size(BlobId id) {
    return find(id).orElseThrow(() -> new NotFoundException("Blob does not exist: " + id)).bytes();
  }

  /**
   * Returns whether a blob is stored.
   *
   * @param id the id
   * @return true if it is stored
   * @throws io.lifecycle4j.error.CorruptDataException if damage hides whether it is
   */
  default boolean contains(BlobId id) {
    return find(id).isPresent();
  }

  /**
   * Returns which of many blobs are not stored. All others are durable, as after a put, even if the
   * process that put one died or failed before the blob was durable. {@link #contains} does not
   * guarantee that.
   *
   * <p>Default: calls {@link #contains} for each. That is sufficient for a storage in which blobs
   * become visible only when they are durable.
   *
   * @param ids the ids
   * @return the ids that are not stored
   * @throws io.lifecycle4j.error.CorruptDataException if damage prevents determining whether a blob
   *     is stored
   */
  default Set<BlobId> missing(Collection<BlobId> ids) {
    Set<BlobId> missing = new HashSet<>();
    for (BlobId id : required(ids, "blob ids")) {
      if (!contains(id)) {
        missing.add(id);
      }
    }
    return missing;
  }

  /**
   * Lists all blobs, each once, sorted by id. A blob that is put or quarantined concurrently may or
   * may not be listed. The action may use the store.
   *
   * @param action receives each blob, on the calling thread
   * @throws io.lifecycle4j.error.CorruptDataException if damage prevents determining what is
   *     stored; some blobs may have been listed
   */
  void list(Consumer<StoredBlob> action);

  /**
   * Returns the maintenance of this store: quarantine, verification, packing.
   *
   * @return the maintenance
   */
  BlobMaintenance maintenance();

  /**
   * Throws unless a part is within a blob: the check of {@link #open(BlobId, long, long)}.
   *
   * @param id the blob
   * @param offset the first byte of the part, from 0
   * @param length the number of bytes of the part
   * @param size the number of bytes of the blob
   * @throws InvalidValueException if the part is not within the blob
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
