package io.lifecycle4j.onnx;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which inputs and outputs of a file are those of a model: the architecture of a version in the
 * format {@code onnx}. Immutable and thread-safe.
 *
 * @param inputs where inputs of the model go
 * @param outputs where outputs of the model come from
 */
record OnnxBinding(List<Link> inputs, List<Link> outputs) {
  /** Checks the parts. */
  OnnxBinding {
    inputs = copy(inputs, "inputs");
    outputs = copy(outputs, "outputs");
  }

  /**
   * An input or an output in the model and in the file.
   *
   * @param name the name in the model; null for the only one
   * @param inFile the name in the file
   * @param numbers what the numbers are
   */
  record Link(@Nullable String name, String inFile, OutputNumbers numbers) {
    Link {
      required(inFile, "name in the file");
      required(numbers, "numbers");
    }

    /** Returns whether it is about an input or output of the model, which may be the only one. */
    boolean about(String wanted, int count) {
      return name == null ? count == 1 : name.equals(wanted);
    }
  }

  /** Returns the binding of some links. */
  static OnnxBinding of(List<OnnxLink> links) {
    return new OnnxBinding(side(links, true), side(links, false));
  }

  private static List<Link> side(List<OnnxLink> links, boolean input) {
    List<Link> side = new ArrayList<>();
    for (OnnxLink link : links) {
      String name = link.name().orElse(null);
      if (link.input() == input) {
        check(
            side.stream().noneMatch(one -> Objects.equals(one.name(), name)),
            "Invalid links: %s (it is linked twice)",
            link);
        side.add(new Link(name, link.inFile(), link.numbers()));
      }
    }
    return side;
  }

  /** Reads the architecture of a version; an empty one links nothing. */
  static OnnxBinding read(String architecture) {
    byte[] bytes = architecture.getBytes(StandardCharsets.UTF_8);
    return architecture.isEmpty()
        ? new OnnxBinding(List.of(), List.of())
        : Json.PLAIN.read(bytes, OnnxBinding.class, "architecture");
  }

  /** Returns the architecture for a version. */
  String architecture() {
    return Json.PLAIN.text(this);
  }
}
