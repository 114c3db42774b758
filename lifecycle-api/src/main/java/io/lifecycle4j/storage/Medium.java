package io.lifecycle4j.storage;

import java.net.URI;
import java.util.UUID;

/**
 * A place that can keep a whole home: blobs and journals.
 *
 * <p>Thread-safe. Closing it closes its journals; after that every method throws {@link
 * IllegalStateException}.
 */
public interface Medium extends AutoCloseable {
  /**
   * Says where the home is.
   *
   * @return the location
   */
  URI location();

  /**
   * Names the home for ever, wherever it lies. A copy of it has the same name.
   *
   * @return the id
   */
  UUID store();

  /**
   * Returns the blobs.
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

  /** Closes the medium and its journals. */
  @Override
  void close();
}
