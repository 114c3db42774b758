package io.lifecycle4j.onnx;

import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * An input or output of a graph.
 *
 * @param name the name
 * @param kind what it is: {@code tensor}, {@code sequence of maps}
 * @param element the code of the type of its numbers; 0 if it is not a tensor
 * @param dimensions its dimensions, -1 for one of any size; empty if the rank is unknown
 */
record OnnxValue(String name, String kind, int element, Optional<List<Long>> dimensions) {
  /** A tensor of numbers or texts. */
  static final String TENSOR = "tensor";

  /** The names of the types by their code; the index is the code. */
  private static final List<String> ELEMENTS =
      List.of(
          "undefined",
          "float32",
          "uint8",
          "int8",
          "uint16",
          "int16",
          "int32",
          "int64",
          "string",
          "bool",
          "float16",
          "float64",
          "uint32",
          "uint64",
          "complex64",
          "complex128",
          "bfloat16");

  /** Finds the type of its numbers. */
  Optional<TensorType> type() {
    return switch (kind.equals(TENSOR) ? element : 0) {
      case 1 -> Optional.of(TensorType.FLOAT32);
      case 6 -> Optional.of(TensorType.INT32);
      case 7 -> Optional.of(TensorType.INT64);
      case 11 -> Optional.of(TensorType.FLOAT64);
      default -> Optional.empty();
    };
  }

  /** Returns whether there is any number of rows, each of which fits a tensor of the model. */
  boolean fits(TensorSpec wanted) {
    long[] shape = dimensions.orElse(List.of()).stream().mapToLong(Long::longValue).toArray();
    return dimensions.isEmpty() || (wanted.accepts(shape) && shape[0] == TensorSpec.FREE);
  }

  /** Returns whether it has as many dimensions as a tensor, as ONNX Runtime needs of an input. */
  boolean hasRankOf(TensorSpec wanted) {
    return dimensions.isEmpty() || dimensions.get().size() == wanted.dimensions().size();
  }

  /** Returns text such as {@code X float32 [-1, 13]}. */
  @Override
  public String toString() {
    String type =
        element < 0 || element >= ELEMENTS.size() ? "type " + element : ELEMENTS.get(element);
    return kind.equals(TENSOR)
        ? name + " " + type + " " + dimensions.map(Object::toString).orElse("of any shape")
        : name + ", a " + kind;
  }
}
