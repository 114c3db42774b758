package io.lifecycle4j.model;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.StoredFile;
import java.util.List;

/**
 * The trained network: what an {@link Engine} loads.
 *
 * @param format names the format, such as {@code djl}; an engine says which ones it reads
 * @param architecture the network as its format describes it, never code
 * @param files the weights, by hash
 * @param input the shape of one row, outermost dimension first
 * @param outputs how many numbers the network puts out for one row
 */
public record ModelArtifact(
    String format, String architecture, List<StoredFile> files, List<Integer> input, int outputs) {
  /** Checks the parts. */
  public ModelArtifact {
    checkName("format", format);
    required(architecture, "architecture");
    files = copy(files, "files");
    input = copy(input, "input shape");
    check(!files.isEmpty(), "Invalid model: no files (needs at least 1)");
    for (int dimension : input) {
      check(dimension > 0, "Invalid input shape: %s (dimensions must be positive)", input);
    }
    check(outputs > 0, "Invalid model: %s outputs (must be positive)", outputs);
  }
}
