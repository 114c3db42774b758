package io.lifecycle4j.model.spi;

import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.storage.StoredFile;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;

/**
 * Loads trained networks of some formats. Found by {@link java.util.ServiceLoader}, or handed to
 * the builder of a {@code Lifecycle}.
 *
 * <p>Thread-safe. Versions in use, swapping, batching, log and hooks are not its business.
 */
public interface Engine {
  /**
   * Names the formats it reads.
   *
   * @return such as {@code djl}
   */
  Set<String> formats();

  /**
   * Describes the engine and its libraries, for the record of a run.
   *
   * @return names and versions
   */
  Map<String, String> environment();

  /**
   * Loads a network.
   *
   * @param artifact what to load, with the signature that its workers keep
   * @param files opens its files; a stream read to its end without an exception gave the registered
   *     bytes
   * @return the network; close it
   * @throws io.lifecycle4j.error.CorruptDataException if a file is not what was registered
   * @throws io.lifecycle4j.error.UntrustedModelException if the artifact does not fit its files
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
