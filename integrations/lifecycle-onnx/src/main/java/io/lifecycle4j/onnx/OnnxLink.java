package io.lifecycle4j.onnx;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Links an input or an output of a model to one of a file, which has another name, and says what
 * the numbers of an output are. Created by {@link OnnxModels}. Immutable and thread-safe.
 */
public final class OnnxLink {
  private final boolean input;
  private final @Nullable String name;
  private final String inFile;
  private final OutputNumbers numbers;

  OnnxLink(boolean input, @Nullable String name, String inFile, OutputNumbers numbers) {
    this.input = input;
    this.name = name;
    this.inFile = required(inFile, "name in the file");
    this.numbers = numbers;
    check(!inFile.isEmpty(), "Invalid link: the name in the file is empty (must be given)");
  }

  boolean input() {
    return input;
  }

  /** Finds the name in the model; empty for the only one. */
  Optional<String> name() {
    return Optional.ofNullable(name);
  }

  String inFile() {
    return inFile;
  }

  OutputNumbers numbers() {
    return numbers;
  }

  /** Returns text such as {@code output scores from probabilities}. */
  @Override
  public String toString() {
    return (input ? "input " : "output ") + (name == null ? "" : name + " ") + "from " + inFile;
  }
}
