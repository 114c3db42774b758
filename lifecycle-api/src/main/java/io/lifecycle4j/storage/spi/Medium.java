package io.lifecycle4j.storage.spi;

import io.lifecycle4j.error.MissingCapabilityException;
import io.lifecycle4j.storage.MediumOption;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A place that can keep a whole home: blobs and journals.
 *
 * <p>Thread-safe. Closing it closes its journals; after that every method that gives them or the
 * blobs throws {@link IllegalStateException}, and so do those of the journals and all that would
 * store or change blobs, whoever still holds them.
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
   * Returns where the home is: where its blobs are.
   *
   * @return the location
   */
  default URI location() {
    return blobs().location();
  }

  /**
   * Returns a directory for what can be made again, such as the hashes of files that were stored.
   *
   * @return the directory, which need not exist yet; empty if the medium has none or {@linkplain
   *     #isReadOnly is only read}
   */
  default Optional<Path> cache() {
    return Optional.empty();
  }

  /**
   * Returns whether the home is only read: it was opened {@linkplain MediumOption#READ_ONLY so}, or
   * a newer version of the library wrote it. Whatever would write throws a {@link
   * io.lifecycle4j.error.ReadOnlyException}.
   *
   * @return whether nothing can be written; a medium is written unless it says otherwise
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
