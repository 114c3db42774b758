package io.lifecycle4j.model.spi;

import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.storage.StoredFile;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;

/**
 * Loads trained networks of certain formats. Found by {@link java.util.ServiceLoader}, or passed to
 * the builder of a {@code Lifecycle}.
 *
 * <p>Thread-safe. An engine need not handle versions, swapping, batching, logging or listeners: the
 * library does.
 */
public interface Engine {
  /**
   * Returns the formats it reads.
   *
   * @return the names, such as {@code djl}
   */
  Set<String> formats();

  /**
   * Returns the versions of the engine and its libraries, to be recorded with a run.
   *
   * @return names and versions
   */
  Map<String, String> environment();

  /**
   * Loads a network.
   *
   * @param artifact the artifact, with the signature that its workers must have
   * @param files opens its files; a stream that was read to its end without an exception returned
   *     the registered bytes
   * @return the network; close it
   * @throws io.lifecycle4j.error.CorruptDataException if a file is not the registered one
   * @throws io.lifecycle4j.error.UntrustedModelException if the artifact does not match its files
   */
  LoadedModel load(ModelArtifact artifact, Files files);

  /** Opens the files of an artifact. */
  @FunctionalInterface
  interface Files {
    /**
     * Opens a file.
     *
     * @param file the file
     * @return its bytes, verified at the end of the stream
     */
    InputStream open(StoredFile file);
  }
}
