package io.lifecycle4j.model;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.NamedContent;
import java.util.List;

/**
 * A network that is not registered yet, from a trainer or from elsewhere. A registered one is a
 * {@link ModelArtifact}.
 *
 * @param format the name of a format that an engine reads
 * @param architecture the description of the network in its format, never code; empty if the files
 *     describe themselves
 * @param files at least one, such as the weights
 */
public record TrainedModel(String format, String architecture, List<NamedContent> files) {
  /** Checks the parts. */
  public TrainedModel {
    checkName("format", format);
    required(architecture, "architecture");
    files = copy(files, "files");
    check(!files.isEmpty(), "Invalid trained model: no files (needs at least 1)");
  }

  /** Returns the format and the names of the files. */
  @Override
  public String toString() {
    return format + " " + files.stream().map(NamedContent::name).toList();
  }
}
