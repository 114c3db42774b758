package io.lifecycle4j.onnx;

import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * How the tensors of a model and of its file belong together.
 *
 * @param inputs an input for each input of the model, in its order
 * @param outputs an output for each output of the model, in its order
 */
record OnnxPorts(List<In> inputs, List<Out> outputs) {
  /**
   * An input.
   *
   * @param spec the input of the model
   * @param inFile its name in the file
   */
  record In(TensorSpec spec, String inFile) {}

  /**
   * An output.
   *
   * @param spec the output of the model
   * @param inFile its name in the file
   * @param type the type of its numbers in the file
   * @param numbers what its numbers are
   */
  record Out(TensorSpec spec, String inFile, TensorType type, OutputNumbers numbers) {}

  /** Creates the ports of a complete binding. */
  static OnnxPorts of(OnnxFile file, OnnxBinding binding, Signature signature) {
    List<In> inputs = new ArrayList<>();
    List<Out> outputs = new ArrayList<>();
    for (int i = 0; i < signature.inputs().size(); i++) {
      inputs.add(new In(signature.inputs().get(i), binding.inputs().get(i).inFile()));
    }
    for (int i = 0; i < signature.outputs().size(); i++) {
      OnnxBinding.Link link = binding.outputs().get(i);
      TensorType type =
          file.outputs().stream()
              .filter(output -> output.name().equals(link.inFile()))
              .flatMap(output -> output.type().stream())
              .findFirst()
              .orElseThrow();
      outputs.add(new Out(signature.outputs().get(i), link.inFile(), type, link.numbers()));
    }
    return new OnnxPorts(List.copyOf(inputs), List.copyOf(outputs));
  }

  /** Returns the inputs of the model. */
  List<TensorSpec> inputSpecs() {
    return inputs.stream().map(In::spec).toList();
  }

  /** Returns the outputs of the model. */
  List<TensorSpec> outputSpecs() {
    return outputs.stream().map(Out::spec).toList();
  }
}
