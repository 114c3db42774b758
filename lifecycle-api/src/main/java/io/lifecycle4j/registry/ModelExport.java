package io.lifecycle4j.registry;

import java.nio.file.Path;

/**
 * An export of a model version into files: one that another home imports, or some that other
 * programs read. Nothing happens before one of the methods.
 *
 * <p>A file gets its name when it is complete and durable, and never replaces another file. Its
 * bytes are read from the home and verified by their hash; no network is loaded. Thread-safe.
 */
public interface ModelExport {
  /**
   * Writes the whole version into one file, which {@code ManagedModel.importFrom} reads in another
   * home: manifest, weights, the blobs that its entries in the audit trail name, and these entries
   * with their links. The file contains no data that the version was trained on.
   *
   * @param file the new file
   * @return its length in bytes
   * @throws io.lifecycle4j.error.CorruptDataException if a stored file or the audit trail is
   *     corrupt
   * @throws io.lifecycle4j.error.MissingCapabilityException if the registry of the home does not
   *     link its entries, as one of another backend may not
   * @throws io.lifecycle4j.error.InvalidValueException if the file exists, or would be inside a
   *     home
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be written
   */
  long toFile(Path file);

  /**
   * Writes the weights in the format of safetensors, which Python, Rust and JavaScript read without
   * running anything: each parameter of the network by name, with its type, shape and numbers. The
   * numbers lie in the file in the order of the network; the names in the header are sorted.
   *
   * <p>The metadata of the file are texts: {@code model} (such as {@code fraud:7}), {@code
   * manifest} (the hash of the version), {@code format} and {@code network} (the format and the
   * description of the network), {@code task} (as JSON), {@code inputs}, {@code outputs}, and
   * {@code sha256} (the hash of the registered file of weights).
   *
   * @param file the new file
   * @return the number of parameters written
   * @throws io.lifecycle4j.error.MissingCapabilityException if the engine of the version cannot
   *     read weights alone, as those of programs
   * @throws io.lifecycle4j.error.NotFoundException if no engine reads the format of the version
   * @throws io.lifecycle4j.error.CorruptDataException if the stored weights are corrupt or missing
   * @throws io.lifecycle4j.error.InvalidValueException if the file exists, or would be inside a
   *     home
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be written
   */
  long weightsToSafetensors(Path file);

  /**
   * Writes the golden rows, a JSON object on each line: {@code {"inputs":{"features":[0.5,1]},
   * "outputs":{"scores":[0.1,2]}}}. A program that reads the weights has read them right if it
   * computes the same outputs from the same inputs.
   *
   * @param file the new file
   * @return the number of rows written
   * @throws io.lifecycle4j.error.InvalidValueException if the file exists, or would be inside a
   *     home
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be written
   */
  long goldenRowsToJsonLines(Path file);
}
