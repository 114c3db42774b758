package io.lifecycle4j.djl.model;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.util.List;

/** Converts types and shapes of tensors to those of DJL. */
public final class TensorTypes {
  private TensorTypes() {}

  /**
   * Converts a type.
   *
   * @param type the type of the numbers of a tensor
   * @return the type in DJL
   */
  public static DataType of(TensorType type) {
    return switch (type) {
      case FLOAT32 -> DataType.FLOAT32;
      case FLOAT64 -> DataType.FLOAT64;
      case INT32 -> DataType.INT32;
      case INT64 -> DataType.INT64;
    };
  }

  /**
   * Returns the shapes of a number of rows.
   *
   * @param specs the specifications
   * @param rows the number of rows
   * @return a shape for each specification, in order
   */
  public static Shape[] shapes(List<TensorSpec> specs, int rows) {
    return specs.stream().map(spec -> new Shape(spec.shape(rows))).toArray(Shape[]::new);
  }
}
