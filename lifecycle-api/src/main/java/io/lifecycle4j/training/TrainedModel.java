package io.lifecycle4j.training;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.NamedContent;
import java.util.List;

/**
 * The result of training: a network that is not registered yet. Its signature is that of the {@link
 * TrainingContext}.
 *
 * @param format the name of a format that an engine reads
 * @param architecture the description of the network in its format, never code
 * @param files the weights
 */
public record TrainedModel(String format, String architecture, List<NamedContent> files) {
  /** Checks the parts. */
  public TrainedModel {
    checkName("format", format);
    required(architecture, "architecture");
    files = copy(files, "files");
    check(!files.isEmpty(), "Invalid trained model: no files (needs at least 1)");
  }
}
