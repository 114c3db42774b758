package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDArray;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.schema.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes arrays by their names, and reads them back into the same arrays, bit by bit. */
final class NamedArrays {
  private NamedArrays() {}

  /** Returns a file of arrays, which are copied to the heap one after the other. */
  static SavedTraining.Section section(Map<String, NDArray> arrays) {
    List<WeightsFile.Parameter> all = new ArrayList<>();
    arrays.forEach(
        (name, array) ->
            all.add(
                new WeightsFile.Parameter(
                    name,
                    array.getShape().getShape(),
                    () -> FloatBuffer.wrap(array.toFloatArray()))));
    return new SavedTraining.Section(WeightsFile.size(all), WeightsFile.content(all));
  }

  /**
   * Sets arrays to what was written.
   *
   * @throws CorruptDataException if names or shapes are others
   */
  static void read(byte[] bytes, Map<String, NDArray> arrays) {
    List<Tensor> tensors = WeightsFile.read(bytes);
    List<String> names = tensors.stream().map(Tensor::name).toList();
    if (!names.equals(List.copyOf(arrays.keySet()))) {
      throw new CorruptDataException(
          "Cannot restore a training: its arrays are "
              + names
              + " (must be "
              + arrays.keySet()
              + ")");
    }
    for (Tensor tensor : tensors) {
      NDArray array = arrays.get(tensor.name());
      if (array == null || !Arrays.equals(array.getShape().getShape(), tensor.shape())) {
        throw new CorruptDataException(
            "Cannot restore a training: " + tensor + " does not fit the network");
      }
      float[] values = new float[tensor.size()];
      tensor.floats().get(values);
      array.set(FloatBuffer.wrap(values));
    }
  }
}
