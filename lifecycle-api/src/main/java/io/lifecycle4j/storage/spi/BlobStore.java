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
 * Keeps immutable bytes, each named by their SHA-256.
 *
 * <p>Thread-safe, and safe for several processes. A blob never changes; the same bytes put twice
 * are kept once. What is removed goes through quarantine: see {@link #maintenance()}.
 *
 * <p>A backend implements the abstract methods. It overrides a default method only where its
 * storage has a faster way.
 */
public interface BlobStore {
  /**
   * Returns where the store is, for messages.
   *
   * @return the location
   */
  URI location();

  /**
   * Returns the id of the store, the same for ever and wherever it lies. A copy has the same; by it
   * a home knows its cold store again. The id of the blobs of a home is the id of the home.
   *
   * @return the id
   */
  UUID id();

  /**
   * Stores contents with one commit: all are durable on return (survive a power cut), or none was
   * promised. Far cheaper than one by one if they are small. They are never held in memory
   * together: at most some mebibytes of small files are read ahead. A content that is stored
   * already is compared, and not written again unless the stored bytes are damaged.
   *
   * @param contents the bytes; asked for again if stored ones are quarantined at the same time
   * @return their names, in order
   * @throws io.lifecycle4j.error.InvalidDataException if one cannot be read; nothing was stored
   * @throws io.lifecycle4j.error.StorageFailedException if not all were stored durably; the bytes
   *     may be there, and putting them again is safe
   */
  List<BlobId> putAll(List<? extends Content> contents);

  /**
   * Stores one content. See {@link #putAll}.
   *
   * @param content the bytes
   * @return the name of the bytes
   * @throws io.lifecycle4j.error.InvalidDataException if the content cannot be read
   * @throws io.lifecycle4j.error.StorageFailedException if it is not stored durably
   */
  default BlobId put(Content content) {
    return putAll(List.of(required(content, "content"))).get(0);
  }

  /**
   * Opens a blob for reading. The bytes are verified against the name: a stream that was read to
   * its end without an exception returned exactly the stored bytes.
   *
   * <p>Default: opens all of it as a part, and hashes what is read.
   *
   * @param id the name
   * @return a stream whose {@code read} throws {@link io.lifecycle4j.error.CorruptDataException} at
   *     the end if the bytes are not the stored ones
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is stored
   */
  default InputStream open(BlobId id) {
    return new VerifiedStream(open(id, 0, size(id)), id);
  }

  /**
   * Opens a part of a blob for reading. A part cannot be verified against the name: a whole read or
   * {@link BlobMaintenance#verify} does that.
   *
   * @param id the name
   * @param offset where to begin, from 0
   * @param length how many bytes; offset and length must lie within the blob
   * @return a stream of exactly that many bytes
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is stored
   * @throws io.lifecycle4j.error.InvalidValueException if the part does not lie within the blob:
   *     {@link #checkPart}
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
   * @param id the name
   * @return its length and when it was last put; empty if no such blob is stored
   * @throws io.lifecycle4j.error.CorruptDataException if damage hides whether it is stored
   */
  Optional<StoredBlob> find(BlobId id);

  /**
   * Returns the length of a blob.
   *
   * @param id the name
   * @return the length in bytes
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is stored
   */
  default long size(BlobId id) {
    return find(id).orElseThrow(() -> new NotFoundException("Blob does not exist: " + id)).bytes();
  }

  /**
   * Returns whether a blob is stored.
   *
   * @param id the name
   * @return whether it is stored
   * @throws io.lifecycle4j.error.CorruptDataException if damage hides whether it is
   */
  default boolean contains(BlobId id) {
    return find(id).isPresent();
  }

  /**
   * Returns which of many blobs are not stored. All others are durable, as those that were just put
   * are, even if whoever put one died, or failed, before it was. {@link #contains} does not promise
   * that.
   *
   * <p>Default: asks {@link #contains} for each. That is enough for a storage in which nothing is
   * found before it is durable.
   *
   * @param ids the names
   * @return those that are not stored
   * @throws io.lifecycle4j.error.CorruptDataException if damage hides whether one is
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
   * Lists all blobs, each once, sorted by name. A blob that is put or quarantined at the same time
   * may be listed or not; all others are. The store may be used by the action.
   *
   * @param action takes each blob, on the calling thread
   * @throws io.lifecycle4j.error.CorruptDataException if damage hides what is stored; some blobs
   *     may have been listed
   */
  void list(Consumer<StoredBlob> action);

  /**
   * Returns what only maintenance needs of this store: quarantine, verification, packing.
   *
   * @return the maintenance of these blobs
   */
  BlobMaintenance maintenance();

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
