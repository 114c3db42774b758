package io.lifecycle4j.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.onnxruntime.engine.OrtSymbolBlock;
import ai.djl.training.ParameterStore;
import io.lifecycle4j.core.engine.OpenWorkers;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.onnx.OnnxPorts.Out;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Runs a session with its own buffers.
 *
 * <p>Inputs are copied once, into direct buffers that ONNX Runtime reads. The buffers, and the
 * arrays over them, are reused as long as the number of rows stays the same. Outputs are copied
 * into buffers of this worker.
 */
final class OnnxWorker implements ModelWorker {
  private final OpenWorkers.Worker use;
  private final OrtSymbolBlock session;

  /** Owns the arrays of this worker. */
  private final NDManager manager;

  private final ParameterStore store;
  private final OnnxPorts ports;
  private final List<TensorSpec> specs;

  /** Inputs and outputs for the number of rows of the last run. */
  private List<Tensor> filled = List.of();

  private List<Tensor> results = List.of();
  private NDList inputs = new NDList();
  private int rows = -1;

  OnnxWorker(OpenWorkers.Worker use, OrtSymbolBlock session, NDManager manager, OnnxPorts ports) {
    this.use = use;
    this.session = session;
    this.manager = manager;
    this.store = new ParameterStore(manager, false);
    this.ports = ports;
    this.specs = ports.inputSpecs();
  }

  @Override
  public List<Tensor> run(List<Tensor> given) {
    use.begin();
    try {
      fill(given);
      if (rows > 0) {
        forward();
      }
      return results;
    } finally {
      use.end();
    }
  }

  /** Closes the worker, after which its model can be closed. */
  @Override
  public void close() {
    use.close(manager::close); // Before the buffers are released.
  }

  private void fill(List<Tensor> given) {
    int count = TensorSpec.checkFit("inputs", specs, given);
    if (count != rows) {
      inputs.close();
      inputs = new NDList();
      rows = -1; // Until everything has the new size.
      filled = Tensor.allocate(specs, count);
      results = Tensor.allocate(ports.outputSpecs(), count);
      for (int i = 0; count > 0 && i < filled.size(); i++) {
        inputs.add(array(filled.get(i), ports.inputs().get(i).inFile()));
      }
      rows = count;
    }
    for (int i = 0; i < filled.size(); i++) {
      filled.get(i).put(0, given.get(i));
    }
  }

  private NDArray array(Tensor tensor, String name) {
    NDArray array = manager.create(tensor.bytes(), new Shape(tensor.shape()), type(tensor.type()));
    array.setName(name);
    return array;
  }

  private static DataType type(TensorType type) {
    return switch (type) {
      case FLOAT32 -> DataType.FLOAT32;
      case FLOAT64 -> DataType.FLOAT64;
      case INT32 -> DataType.INT32;
      case INT64 -> DataType.INT64;
    };
  }

  private void forward() {
    try (NDList made = session.forward(store, inputs, false)) {
      for (int i = 0; i < results.size(); i++) {
        Out output = ports.outputs().get(i);
        read(find(made, output.inFile()), output, results.get(i));
      }
    } catch (PredictionFailedException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new PredictionFailedException(
          "Cannot run network on " + filled + ": " + e.getMessage(), e);
    }
  }

  private static NDArray find(NDList made, String name) {
    for (NDArray array : made) {
      if (name.equals(array.getName())) {
        return array;
      }
    }
    throw new PredictionFailedException("Cannot run network: it has no output " + name);
  }

  private void read(NDArray made, Out output, Tensor result) {
    ByteBuffer bytes = made.toByteBuffer(false).order(ByteOrder.nativeOrder());
    TensorSpec spec = output.numbers().inFile(output.spec());
    Shape shape = made.getShape();
    if (shape.dimension() == 0
        || shape.get(0) != rows
        || bytes.remaining() != (long) rows * spec.numbers() * output.type().bytes()) {
      throw new PredictionFailedException(
          "Cannot run network: output "
              + output.inFile()
              + " is "
              + shape
              + " for "
              + rows
              + " rows (must be "
              + spec
              + ")");
    }
    Tensor values = new Tensor(spec.name(), output.type(), bytes, spec.shape(rows));
    if (output.numbers() == OutputNumbers.VALUES && output.type() == spec.type()) {
      result.put(0, values);
      return;
    }
    double[] from = new double[spec.numbers()];
    double[] to = new double[output.spec().numbers()];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < from.length; i++) {
        from[i] = values.number(row * from.length + i);
      }
      output.numbers().convert(from, to, output.inFile());
      for (int i = 0; i < to.length; i++) {
        result.set(row * to.length + i, to[i]);
      }
    }
  }
}
