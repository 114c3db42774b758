package io.lifecycle4j.storage.spi;

import io.lifecycle4j.error.MissingCapabilityException;
import io.lifecycle4j.storage.MediumOption;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A storage for a complete home: blobs and journals.
 *
 * <p>Thread-safe. Closing it closes its journals. After that, {@link #blobs} and {@link #journals}
 * throw {@link IllegalStateException}, and so do the methods of its journals and all methods that
 * store or change blobs, also on objects obtained before.
 */
public interface Medium extends AutoCloseable {
  /**
   * Returns the blobs. Their {@linkplain BlobStore#id() id} is that of the home.
   *
   * @return the blob store
   */
  BlobStore blobs();

  /**
   * Returns the journals.
   *
   * @return the journal store
   */
  JournalStore journals();

  /**
   * Returns the location of the home, which is that of its blobs.
   *
   * @return the location
   */
  default URI location() {
    return blobs().location();
  }

  /**
   * Returns a directory for data that can be recomputed, such as the hashes of stored files.
   *
   * @return the directory, which need not exist yet; empty if the medium has none or is {@linkplain
   *     #isReadOnly read-only}
   */
  default Optional<Path> cache() {
    return Optional.empty();
  }

  /**
   * Returns whether the home is read-only, because it was {@linkplain MediumOption#READ_ONLY opened
   * read-only} or a newer version of the library wrote it. Every write then throws {@link
   * io.lifecycle4j.error.ReadOnlyException}.
   *
   * @return true if nothing can be written; false by default
   */
  default boolean isReadOnly() {
    return false;
  }

  /**
   * Returns the format features that the home lists: writers use no others. Reads the stored list
   * each time, because another process may have added a feature.
   *
   * @return the features, including those unknown to this version of the library; empty if the
   *     medium has no list
   * @throws io.lifecycle4j.error.LifecycleException if they cannot be read
   */
  default List<HomeFeature> features() {
    return List.of();
  }

  /**
   * Adds features to the list of the home, atomically and durably on return; features already
   * listed are ignored.
   *
   * @param features the features to add
   * @return the features that were added
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is read-only; nothing was changed
   * @throws MissingCapabilityException if the medium has no list; nothing was changed
   */
  default List<HomeFeature> upgrade(Collection<HomeFeature> features) {
    throw new MissingCapabilityException(
        "Cannot upgrade " + location() + ": its medium keeps no list of features");
  }

  /** Closes the medium and its journals. */
  @Override
  void close();
}
