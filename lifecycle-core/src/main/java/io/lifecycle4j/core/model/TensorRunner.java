package io.lifecycle4j.core.model;

import static io.lifecycle4j.error.Preconditions.counted;

import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.model.Engine;
import io.lifecycle4j.model.LoadedModel;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelWorker;
import io.lifecycle4j.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Runs prepared numbers through a worker, with buffers that are used again and again.
 *
 * <p>For one thread at a time. Direct buffers in native order, since an engine takes those as they
 * are.
 */
public final class TensorRunner implements AutoCloseable {
  private final ModelWorker worker;
  private final long[] shape;
  private final int width;
  private final int outputs;
  private FloatBuffer input = direct(0);
  private float[] output = new float[0];

  /**
   * Creates a runner.
   *
   * @param model gives the worker, which is closed with this runner
   * @param artifact tells shapes
   */
  public TensorRunner(LoadedModel model, ModelArtifact artifact) {
    this.outputs = artifact.outputs();
    this.shape = new long[artifact.input().size() + 1];
    int numbers = 1;
    for (int i = 0; i < artifact.input().size(); i++) {
      shape[i + 1] = artifact.input().get(i);
      numbers = Math.multiplyExact(numbers, artifact.input().get(i));
    }
    this.width = numbers;
    this.worker = model.worker(); // last: a worker that nobody closes would keep the network
  }

  /**
   * Returns the buffer to fill with prepared rows, one after the other.
   *
   * @param rows how many rows will be put in
   * @return an empty buffer for that many rows
   */
  public FloatBuffer input(int rows) {
    int size = Math.multiplyExact(rows, width);
    if (input.capacity() < size) {
      input = direct(size);
    }
    return input.clear().limit(size);
  }

  /**
   * Runs the rows that were put in.
   *
   * @param rows how many they are
   * @return {@code float[rows * outputs]} at least, valid until the next run
   * @throws PredictionFailedException if the network puts out something else
   */
  public float[] run(int rows) {
    long[] dimensions = shape.clone();
    dimensions[0] = rows;
    List<Tensor> result = worker.run(List.of(new Tensor(Engine.INPUT, input.flip(), dimensions)));
    int size = rows * outputs;
    if (result.size() != 1 || result.get(0).data().remaining() != size) {
      throw new PredictionFailedException(
          "The network put out "
              + result.stream().map(tensor -> tensor.data().remaining()).toList()
              + " numbers for "
              + counted(rows, "row")
              + " (needs "
              + size
              + ")");
    }
    if (output.length < size) {
      output = new float[size];
    }
    result.get(0).data().get(output, 0, size);
    return output;
  }

  @Override
  public void close() {
    worker.close();
  }

  private static FloatBuffer direct(int size) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(size, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
