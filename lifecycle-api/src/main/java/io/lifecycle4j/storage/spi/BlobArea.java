package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A store in which bytes of a home lie, as maintenance sees it: what is stored under which name,
 * whatever that stands for. The first area of a home is its own store.
 *
 * <p>Thread-safe.
 */
public interface BlobArea {
  /**
   * A stored blob that holds another, perhaps in a different form, or is that blob itself.
   *
   * @param id its name
   * @param bytes its length
   */
  record Holder(BlobId id, long bytes) {
    /** Checks the name. */
    public Holder {
      required(id, "blob that holds another");
    }
  }

  /**
   * Returns the store.
   *
   * @return the store
   * @throws io.lifecycle4j.error.StorageFailedException if it was not given
   */
  BlobStore blobs();

  /**
   * Returns whether the store was given when the home was opened. Of one that was not, only what
   * the home says of it is known. Default: it was.
   *
   * @return whether the store can be asked
   */
  default boolean isOpen() {
    return true;
  }

  /**
   * Lists what the home has stored here. Default: everything.
   *
   * @param action is given each blob
   */
  default void list(Consumer<StoredBlob> action) {
    blobs().list(action);
  }

  /**
   * Returns whether the home put a blob here: nothing else may be quarantined or purged. Default:
   * it did.
   *
   * @param id the name of a stored blob
   * @return whether it did
   */
  default boolean owns(BlobId id) {
    required(id, "blob id");
    return true;
  }

  /**
   * Finds which stored blobs hold others: who needs one of these needs its holder. Default: none,
   * every blob is stored as it is.
   *
   * @param blobs the blobs that are needed
   * @return the holders by the blob; without those that are not held here
   */
  default Map<BlobId, Holder> holders(Collection<BlobId> blobs) {
    required(blobs, "blobs");
    return Map.of();
  }

  /**
   * Finds everything that may hold bytes of blobs: their holders, and former ones that a garbage
   * collection may not have removed yet. A purge deletes them all. Default: the holders.
   *
   * @param blobs the blobs
   * @return the names of what holds or held them; some may not be stored any more
   */
  default Set<BlobId> copies(Collection<BlobId> blobs) {
    return holders(blobs).values().stream().map(Holder::id).collect(Collectors.toSet());
  }
}
