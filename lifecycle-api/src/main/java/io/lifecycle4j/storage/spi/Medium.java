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
   * @return the directory, which need not exist yet; empty if the medium has none or {@linkplain
   *     #isReadOnly is read-only}
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
   * Returns the features of its format that the home lists now: writers use no others. Reads what
   * is kept, since another process may have added one.
   *
   * @return the features, also those this library does not know; none if the medium keeps no list
   * @throws io.lifecycle4j.error.LifecycleException if they cannot be read
   */
  default List<HomeFeature> features() {
    return List.of();
  }

  /**
   * Adds features to those that the home lists, all in one step that survives a power cut; those it
   * lists already are left alone.
   *
   * @param features what to add
   * @return what was added
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is only read; nothing was changed
   * @throws MissingCapabilityException if the medium keeps no list; nothing was changed
   */
  default List<HomeFeature> upgrade(Collection<HomeFeature> features) {
    throw new MissingCapabilityException(
        "Cannot upgrade " + location() + ": its medium keeps no list of features");
  }

  /** Closes the medium and its journals. */
  @Override
  void close();
}
