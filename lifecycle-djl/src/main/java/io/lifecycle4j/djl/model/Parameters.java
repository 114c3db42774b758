package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.schema.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Sets all parameters of a new network from a file, or none. */
final class Parameters {
  private Parameters() {}

  /**
   * Initialises a network from a file instead of at random. No random number is drawn, so that a
   * training in progress in this process keeps its random sequence.
   */
  static void initialize(Block network, NDManager manager, Shape[] inputs, List<Tensor> file) {
    PairList<String, Parameter> parameters = network.getParameters();
    if (parameters.size() != file.size()) {
      throw mismatch(
          file.size() + " parameters in the file (the network has " + parameters.size() + ")");
    }
    for (int i = 0; i < file.size(); i++) {
      Pair<String, Parameter> parameter = parameters.get(i);
      Tensor values = file.get(i);
      if (!values.name().equals(parameter.getKey())) {
        throw mismatch(
            "parameter " + i + " is " + values.name() + " (must be " + parameter.getKey() + ")");
      }
      parameter.getValue().setInitializer((m, shape, type) -> copy(m, values, shape, type));
    }
    network.freezeParameters(true);
    network.initialize(manager, DataType.FLOAT32, inputs);
  }

  private static NDArray copy(NDManager manager, Tensor values, Shape shape, DataType type) {
    if (!Arrays.equals(values.shape(), shape.getShape()) || type != DataType.FLOAT32) {
      throw mismatch(
          values.name()
              + " is "
              + Arrays.toString(values.shape())
              + " (must be "
              + Arrays.toString(shape.getShape())
              + " of "
              + type
              + ")");
    }
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(values.size() * Float.BYTES).order(ByteOrder.nativeOrder());
    buffer.asFloatBuffer().put(values.floats());
    // The array over the buffer is a view of Java memory; the duplicate is in PyTorch's memory.
    try (NDArray view = manager.create(buffer, shape, type)) {
      return view.duplicate();
    }
  }

  private static UntrustedModelException mismatch(String problem) {
    return new UntrustedModelException("Cannot load network: " + problem);
  }
}
