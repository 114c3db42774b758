package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.model.Engine;
import io.lifecycle4j.model.ModelWorker;
import io.lifecycle4j.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a network with buffers of its own.
 *
 * <p>DJL wraps a byte buffer without a copy but never a float buffer, so the input is copied into a
 * direct buffer that is kept (one bulk copy, cheaper than one operation of the network by far). The
 * array over that buffer is kept too, as long as the number of rows stays the same: to create it
 * costs as much as a layer.
 */
final class DjlWorker implements ModelWorker {
  private enum State {
    IDLE,
    RUNNING,
    CLOSED
  }

  private final DjlModel model;
  private final Block network;
  private final NDManager manager;
  private final ParameterStore store;
  private final long[] row;
  private final int width;
  private final int outputs;
  private final int threads = DjlRuntime.threads();
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private ByteBuffer in = ByteBuffer.allocateDirect(0);
  private FloatBuffer inFloats = in.asFloatBuffer();
  private FloatBuffer out = FloatBuffer.allocate(0);
  private @Nullable NDArray input;

  DjlWorker(DjlModel model, Block network, NDManager manager, long[] row, int outputs) {
    this.model = model;
    this.network = network;
    this.manager = manager;
    this.store = new ParameterStore(manager, false);
    this.row = row;
    this.width = (int) Arrays.stream(row).reduce(1, (a, b) -> a * b);
    this.outputs = outputs;
  }

  @Override
  public List<Tensor> run(List<Tensor> inputs) {
    // Two threads in one worker would share the buffers; the memory under them is PyTorch's.
    if (!state.compareAndSet(State.IDLE, State.RUNNING)) {
      throw new IllegalStateException("Cannot run worker: it is " + state + " (must be IDLE)");
    }
    try {
      int rows = rows(inputs);
      fill(inputs.get(0).data(), rows);
      out.clear();
      if (rows > 0) {
        forward(input(rows, inputs.get(0).shape()), rows);
      }
      return List.of(new Tensor(Engine.OUTPUT, out.flip(), rows, outputs));
    } finally {
      state.set(State.IDLE);
    }
  }

  /** Closes the worker; its model can be closed after it. */
  @Override
  public void close() {
    if (state.get() == State.CLOSED) {
      return;
    }
    if (!state.compareAndSet(State.IDLE, State.CLOSED)) {
      throw new IllegalStateException("Cannot close worker: it is " + state + " (must be IDLE)");
    }
    forget();
    model.workerClosed();
  }

  /** Closes the array over the buffer, before the buffer is given up. */
  private void forget() {
    if (input != null) {
      input.close();
      input = null;
    }
  }

  private int rows(List<Tensor> inputs) {
    if (inputs.size() != 1 || !inputs.get(0).name().equals(Engine.INPUT)) {
      throw new PredictionFailedException(
          "Cannot run network: inputs are "
              + inputs.stream().map(Tensor::name).toList()
              + " (must be "
              + Engine.INPUT
              + " alone)");
    }
    long[] shape = inputs.get(0).shape();
    boolean fits = shape.length == row.length + 1;
    for (int i = 0; fits && i < row.length; i++) {
      fits = shape[i + 1] == row[i];
    }
    if (!fits || shape[0] * Math.max(width, outputs) > Integer.MAX_VALUE / Float.BYTES) {
      throw new PredictionFailedException(
          "Cannot run network: input is "
              + Arrays.toString(shape)
              + " (must be rows of "
              + Arrays.toString(row)
              + ", below 2 GiB)");
    }
    return (int) shape[0];
  }

  private void fill(FloatBuffer data, int rows) {
    int bytes = rows * width * Float.BYTES;
    if (in.capacity() < bytes) {
      forget();
      in = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
      inFloats = in.asFloatBuffer();
    }
    if (out.capacity() < rows * outputs) {
      out = FloatBuffer.allocate(rows * outputs);
    }
    in.limit(bytes);
    inFloats.clear();
    inFloats.put(data.duplicate());
  }

  private NDArray input(int rows, long[] shape) {
    NDArray kept = input;
    if (kept == null || kept.isReleased() || kept.getShape().get(0) != rows) {
      forget();
      kept = manager.create(in, new Shape(shape), DataType.FLOAT32);
      kept.detach();
      input = kept;
    }
    return kept;
  }

  private void forward(NDArray kept, int rows) {
    DjlRuntime.ThreadSettings before = DjlRuntime.enter(threads);
    try (NDManager run = manager.newSubManager()) {
      kept.attach(
          run); // what the network makes of it is attached where it is, and freed with the run
      try {
        NDArray output = network.forward(store, new NDList(kept), false).singletonOrThrow();
        take(output, rows);
      } finally {
        kept.detach();
      }
    } catch (PredictionFailedException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new PredictionFailedException(
          "Cannot run network on input " + kept.getShape() + ": " + e.getMessage(), e);
    } finally {
      before.restore();
    }
  }

  private void take(NDArray output, int rows) {
    FloatBuffer numbers = output.toByteBuffer(true).asFloatBuffer();
    if (numbers.remaining() != rows * outputs) {
      throw new PredictionFailedException(
          "Cannot run network: output is "
              + output.getShape()
              + " (must be "
              + new Shape(rows, outputs)
              + ")");
    }
    out.put(numbers);
  }
}
