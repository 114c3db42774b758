package io.lifecycle4j.model;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;

/**
 * A trained network, which an {@link Engine} can load.
 *
 * @param format the name of the format, such as {@code djl}; an engine states which formats it
 *     reads
 * @param architecture the description of the network in its format, never code
 * @param files the weights, by hash
 * @param signature the input and output tensors; a version whose preprocessing makes other inputs,
 *     or whose task has other outputs, is not loaded
 */
public record ModelArtifact(
    String format, String architecture, List<StoredFile> files, Signature signature) {
  /** Checks the parts. */
  public ModelArtifact {
    checkName("format", format);
    required(architecture, "architecture");
    files = copy(files, "files");
    check(!files.isEmpty(), "Invalid model: no files (needs at least 1)");
    required(signature, "signature");
  }
}
