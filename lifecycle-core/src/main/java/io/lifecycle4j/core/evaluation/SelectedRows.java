package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.List;

/** Copies rows of tensors. */
final class SelectedRows {
  private SelectedRows() {}

  /**
   * Returns rows of tensors.
   *
   * @param specs what a row of each tensor is
   * @param all {@code [rows, numbers of the spec]} each
   * @param places the places of the rows
   */
  static List<Tensor> at(List<TensorSpec> specs, List<Tensor> all, int[] places) {
    List<Tensor> some = Tensor.allocate(specs, places.length);
    for (int i = 0; i < some.size(); i++) {
      int width = specs.get(i).numbers();
      for (int place = 0; place < places.length * width; place++) {
        int from = places[place / width] * width + place % width;
        some.get(i).set(place, all.get(i).number(from));
      }
    }
    return some;
  }
}
