package io.lifecycle4j.model.spi;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.MissingCapabilityException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
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
   * Returns the name of the engine, which the serving status states. Default: the first of its
   * formats in alphabetical order.
   *
   * @return the name, such as {@code djl}
   */
  default String name() {
    return formats().stream().sorted().findFirst().orElse("");
  }

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

  /**
   * Returns the formats whose files are programs. Such a model is registered only if it is pinned
   * by its hash, {@link #inspect} accepts it, and it has run in a separate JVM; that JVM finds this
   * engine by {@link java.util.ServiceLoader}. Default: none.
   *
   * @return some of {@link #formats()}
   */
  default Set<String> programs() {
    return Set.of();
  }

  /**
   * Returns whether networks are loaded and run by native code, which may crash the process. If so,
   * each load is recorded in the home, and a version is skipped at the next start if the process
   * ended during its load. Default: no.
   *
   * @return whether native code is used
   */
  default boolean isNative() {
    return false;
  }

  /**
   * Returns the system properties and environment variables that this engine needs in a separate
   * JVM, which inherits no others. Default: none.
   *
   * @return names; one that ends with a dot or an underscore stands for all that begin with it
   */
  default Set<String> settings() {
    return Set.of();
  }

  /**
   * Inspects a network from elsewhere before it is loaded, and runs none of its code. An engine may
   * scan a program, compare the signature in it, or convert the files into a format that it loads.
   * {@link #load} must check a program in the same way, since a version may come with a copied
   * home. Default: returns the network.
   *
   * @param network the network, whose files are in memory and have the pinned hash
   * @param wanted the inputs that the preprocessing makes and the outputs that the task needs,
   *     which the registered artifact will have
   * @return the network to register
   * @throws io.lifecycle4j.error.UntrustedModelException if the program does what none should, the
   *     files are not of the format, or their inputs or outputs do not fit
   */
  default TrainedModel inspect(TrainedModel network, Signature wanted) {
    required(wanted, "signature");
    return required(network, "network");
  }

  /**
   * Reads the parameters of a network without loading it, for an export. Default: not supported.
   *
   * @param artifact the artifact
   * @param files opens its files; a stream that was read to its end without an exception returned
   *     the registered bytes
   * @return the parameters in the order of the network, with distinct names
   * @throws MissingCapabilityException if the engine cannot read parameters alone, as by default
   * @throws io.lifecycle4j.error.CorruptDataException if a file is not the registered one
   * @throws io.lifecycle4j.error.UntrustedModelException if the artifact does not match its files
   */
  default List<Tensor> weights(ModelArtifact artifact, Files files) {
    required(files, "files");
    throw new MissingCapabilityException(
        "Cannot read the weights alone of a network of format "
            + required(artifact, "artifact").format()
            + ": its engine has no such capability (use the files of the model themselves)");
  }

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

    /**
     * Reads a file into memory.
     *
     * @param file the file
     * @return the registered bytes
     * @throws io.lifecycle4j.error.UntrustedModelException if they do not fit into an array
     * @throws io.lifecycle4j.error.CorruptDataException if the file is not the registered one
     * @throws io.lifecycle4j.error.StorageFailedException if it cannot be read
     */
    default byte[] read(StoredFile file) {
      long size = required(file, "file").size();
      if (size < 0 || size > Integer.MAX_VALUE - 8) {
        throw new UntrustedModelException(
            "Cannot read " + file.name() + ": " + size + " bytes (must be below 2 GiB)");
      }
      try (InputStream in = open(file)) {
        byte[] bytes = in.readNBytes((int) size);
        // The stream verifies the registered hash at its end.
        if (bytes.length < size || in.read() >= 0) {
          String found = bytes.length < size ? "" + bytes.length : "more than " + size;
          throw new CorruptDataException(
              "Cannot read " + file.name() + ": " + found + " bytes (must be " + size + ")");
        }
        return bytes;
      } catch (IOException e) {
        throw new StorageFailedException("Cannot read " + file.name() + ": " + e.getMessage(), e);
      }
    }
  }
}
