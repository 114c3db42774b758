package io.lifecycle4j.core.schema;

import io.lifecycle4j.schema.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/** Views of single rows of tensors. */
public final class TensorRows {
  private TensorRows() {}

  /** Returns a view of one row of each tensor, as tensors of one row. */
  public static List<Tensor> row(List<Tensor> tensors, int row) {
    return tensors.stream().map(tensor -> row(tensor, row)).toList();
  }

  private static Tensor row(Tensor tensor, int row) {
    long[] shape = tensor.shape().clone();
    ByteBuffer bytes = tensor.bytes();
    int width = bytes.capacity() / (int) shape[0];
    shape[0] = 1;
    ByteBuffer own = bytes.slice(row * width, width).order(bytes.order());
    return new Tensor(tensor.name(), tensor.type(), own, shape);
  }
}
