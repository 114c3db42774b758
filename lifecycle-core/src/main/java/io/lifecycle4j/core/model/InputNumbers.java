package io.lifecycle4j.core.model;

import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorType;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The inputs of a network as buffers of floats, which prepared rows are.
 *
 * <p>A tensor of floats is its own buffer. Ids, which are exact as floats, have a buffer beside
 * their tensor. Not thread-safe.
 */
public final class InputNumbers {
  private final List<Tensor> tensors;
  private final FloatBuffer[] buffers;

  /** Creates buffers for tensors, which are filled through them. */
  public InputNumbers(List<Tensor> tensors) {
    this.tensors = tensors;
    this.buffers =
        tensors.stream()
            .map(tensor -> isFloat(tensor) ? tensor.floats() : FloatBuffer.allocate(tensor.size()))
            .toArray(FloatBuffer[]::new);
  }

  private static boolean isFloat(Tensor tensor) {
    return tensor.type() == TensorType.FLOAT32;
  }

  /** Returns an empty buffer for each tensor, as large as the tensor. */
  public FloatBuffer[] cleared() {
    for (FloatBuffer buffer : buffers) {
      buffer.clear();
    }
    return buffers;
  }

  /** Writes what the buffers contain into the tensors. */
  public void write() {
    for (int i = 0; i < buffers.length; i++) {
      Tensor tensor = tensors.get(i);
      for (int place = 0; !isFloat(tensor) && place < tensor.size(); place++) {
        tensor.set(place, buffers[i].get(place));
      }
    }
  }
}
