package io.lifecycle4j.onnx;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.onnx.OnnxPolicy.refused;

import io.lifecycle4j.onnx.OnnxBinding.Link;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the inputs and outputs of a model in a file: by link, else by name, else the only one.
 *
 * @param file the file
 * @param wanted the inputs and outputs of the model
 */
record OnnxMatching(OnnxFile file, Signature wanted) {
  /** Operators whose outputs are probabilities, which no task uses as they are. */
  private static final Set<String> PROBABILITIES =
      Set.of(
          "LinearClassifier",
          "Normalizer",
          "SVMClassifier",
          "Sigmoid",
          "Softmax",
          "TreeEnsembleClassifier");

  /**
   * Completes a binding.
   *
   * @param links the links that were given
   * @return a link for each input and each output of the model, in its order
   * @throws io.lifecycle4j.error.UntrustedModelException if the inputs or outputs of the file are
   *     not those of the model
   * @throws io.lifecycle4j.error.InvalidValueException if a link names an input or output that does
   *     not exist
   */
  OnnxBinding complete(OnnxBinding links) {
    checkNames("input", links.inputs(), wanted.inputs(), file.inputs());
    checkNames("output", links.outputs(), wanted.outputs(), file.outputs());
    for (OnnxValue output : file.outputs()) {
      if (output.kind().equals(OnnxFile.MAPS)) {
        throw refused(
            ("its output is %s (must be a tensor: export it with"
                    + " options={id(model): {\"zipmap\": False}})")
                .formatted(output));
      }
    }
    List<Link> inputs = new ArrayList<>();
    Set<String> fed = new HashSet<>();
    for (TensorSpec input : wanted.inputs()) {
      inputs.add(input(input, links.inputs()));
      fed.add(inputs.get(inputs.size() - 1).inFile());
    }
    if (fed.size() != inputs.size() || fed.size() != file.inputs().size()) {
      throw refused(
          "its inputs are %s (the preprocessing makes %s: each must go to one)"
              .formatted(file.inputs(), wanted.inputs()));
    }
    List<Link> outputs = new ArrayList<>();
    for (TensorSpec output : wanted.outputs()) {
      outputs.add(output(output, links.outputs()));
    }
    return new OnnxBinding(inputs, outputs);
  }

  private static void checkNames(
      String side, List<Link> links, List<TensorSpec> wanted, List<OnnxValue> values) {
    List<String> names = wanted.stream().map(TensorSpec::name).toList();
    for (Link link : links) {
      check(
          link.name() == null ? names.size() == 1 : names.contains(link.name()),
          "Invalid link: %s %s of the model (it has %s)",
          side,
          link.name() == null ? "without a name" : link.name(),
          names);
      check(
          values.stream().anyMatch(value -> value.name().equals(link.inFile())),
          "Invalid link: %s %s of the file (it has %s)",
          side,
          link.inFile(),
          values);
    }
  }

  private Link input(TensorSpec input, List<Link> links) {
    Link link = find(links, input.name(), wanted.inputs().size());
    OnnxValue found = find(link, input.name(), wanted.inputs(), file.inputs());
    if (found == null) {
      throw refused(
          "no input is named %s (it has %s: link each by input(\"%s\", \"…\"))"
              .formatted(input.name(), file.inputs(), input.name()));
    }
    boolean fits = found.fits(input) && found.hasRankOf(input);
    if (!found.type().equals(Optional.of(input.type())) || !fits) {
      throw refused(
          "its input is %s (the preprocessing makes %s; the number of rows must be free)%s"
              .formatted(
                  found,
                  input,
                  found.type().equals(Optional.of(TensorType.FLOAT64))
                      ? ": export it with rows.astype(np.float32)"
                      : ""));
    }
    return new Link(input.name(), found.name(), OutputNumbers.VALUES);
  }

  private Link output(TensorSpec output, List<Link> links) {
    Link link = find(links, output.name(), wanted.outputs().size());
    OnnxValue found = find(link, output.name(), wanted.outputs(), file.outputs());
    if (found == null) {
      throw refused(
          "no output is named %s (it has %s: link one by output(\"…\") or probabilities(\"…\"))"
              .formatted(output.name(), file.outputs()));
    }
    OutputNumbers numbers = link == null ? OutputNumbers.VALUES : link.numbers();
    TensorSpec needed = numbers.inFile(output);
    if (found.type().isEmpty() || !found.fits(needed)) {
      throw refused(
          "its output is %s (the task needs %s; the number of rows must be free)"
              .formatted(found, needed));
    }
    String name = found.name();
    String producer = file.producers().getOrDefault(name, "");
    if (link == null && PROBABILITIES.contains(producer)) {
      throw refused(
          "its output %s is made by %s (say what it is: probabilities(\"%s\") or output(\"%s\"))"
              .formatted(name, producer, name, name));
    }
    return new Link(output.name(), name, numbers);
  }

  private static @Nullable Link find(List<Link> links, String name, int count) {
    return links.stream().filter(link -> link.about(name, count)).findFirst().orElse(null);
  }

  private static @Nullable OnnxValue find(
      @Nullable Link link, String name, List<TensorSpec> wanted, List<OnnxValue> values) {
    String inFile = link == null ? name : link.inFile();
    boolean only = link == null && wanted.size() == 1 && values.size() == 1;
    return values.stream()
        .filter(value -> only || value.name().equals(inFile))
        .findFirst()
        .orElse(null);
  }
}
