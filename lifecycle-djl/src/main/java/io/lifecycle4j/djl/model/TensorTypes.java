package io.lifecycle4j.djl.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Converts tensors to arrays of DJL, and arrays to tensors. */
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

  /**
   * Creates arrays of the numbers of tensors.
   *
   * @param tensors tensors whose buffers the arrays may share
   * @param manager owns the arrays
   * @return an array for each tensor, in order
   */
  public static NDList arrays(List<Tensor> tensors, NDManager manager) {
    NDList arrays = new NDList(tensors.size());
    for (Tensor tensor : tensors) {
      arrays.add(manager.create(tensor.bytes(), new Shape(tensor.shape()), of(tensor.type())));
    }
    return arrays;
  }

  /**
   * Creates an array of one number, which lives as long as its manager.
   *
   * <p>Where gradients are recorded, it must be used in place of a Java number in products,
   * quotients and powers: the backward pass reads the number again, whose memory DJL leaves to the
   * garbage collector as soon as the operation is done.
   *
   * @param number the number
   * @param manager owns the array
   * @return an array without dimensions
   */
  public static NDArray number(double number, NDManager manager) {
    return manager.create((float) number);
  }

  /**
   * Returns arrays in the memory of the process.
   *
   * @param arrays arrays on the device of a manager
   * @param manager the manager
   * @return the same arrays, or copies if the device is a GPU
   */
  public static NDList onCpu(NDList arrays, NDManager manager) {
    return manager.getDevice().isGpu() ? arrays.toDevice(Device.cpu(), false) : arrays;
  }

  /**
   * Returns arrays as tensors over their memory. Checks only sizes: the types of a block were
   * checked when the model was loaded, and reading a type needs a native call.
   *
   * @param specs the names and types of the arrays, in order
   * @param made arrays on the CPU
   * @param rows their number of rows
   * @return a tensor for each array, valid as long as the array
   * @throws PredictionFailedException if the arrays are of other sizes
   */
  public static List<Tensor> tensors(List<TensorSpec> specs, NDList made, int rows) {
    if (made.size() != specs.size()) {
      throw unfit(specs, made);
    }
    List<Tensor> tensors = new ArrayList<>(specs.size());
    for (int i = 0; i < specs.size(); i++) {
      TensorSpec spec = specs.get(i);
      ByteBuffer bytes = made.get(i).toByteBuffer(true);
      if (bytes.remaining() != (long) rows * spec.numbers() * spec.type().bytes()) {
        throw unfit(specs, made);
      }
      tensors.add(new Tensor(spec.name(), spec.type(), bytes, spec.shape(rows)));
    }
    return tensors;
  }

  static PredictionFailedException unfit(List<TensorSpec> specs, NDList made) {
    return new PredictionFailedException(
        "Cannot run network: outputs are "
            + made.stream().map(array -> array.getDataType() + " " + array.getShape()).toList()
            + " (must be "
            + specs
            + ")");
  }
}
