package io.lifecycle4j.contract;

import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.model.Engine;
import io.lifecycle4j.model.ModelWorker;
import io.lifecycle4j.model.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Computes a dense layer, on one thread at a time. */
final class LinearWorker implements ModelWorker {
  private enum State {
    IDLE,
    RUNNING,
    CLOSED
  }

  private final LinearEngine engine;
  private final LinearModel model;
  private final float[][] weights;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

  LinearWorker(LinearEngine engine, LinearModel model, float[][] weights) {
    this.engine = engine;
    this.model = model;
    this.weights = weights;
  }

  @Override
  public List<Tensor> run(List<Tensor> inputs) {
    if (!state.compareAndSet(State.IDLE, State.RUNNING)) {
      throw engine.violated("A worker was run while it was " + state);
    }
    try {
      int rows = rows(inputs);
      FloatBuffer in = inputs.get(0).data().duplicate();
      FloatBuffer out = FloatBuffer.allocate(rows * weights.length);
      for (int row = 0; row < rows; row++) {
        forward(in, out);
        engine.running();
      }
      return List.of(new Tensor(Engine.OUTPUT, out.flip(), rows, weights.length));
    } finally {
      state.set(State.IDLE);
    }
  }

  private int rows(List<Tensor> inputs) {
    int width = weights[0].length - 1;
    boolean named = inputs.size() == 1 && inputs.get(0).name().equals(Engine.INPUT);
    long[] shape = named ? inputs.get(0).shape() : new long[0];
    long numbers = 1;
    for (int i = 1; i < shape.length; i++) {
      numbers *= shape[i];
    }
    if (shape.length < 2 || numbers != width) {
      throw new PredictionFailedException(
          "Cannot run network: input is " + Arrays.toString(shape) + " (a row has " + width + ")");
    }
    return (int) shape[0];
  }

  private void forward(FloatBuffer in, FloatBuffer out) {
    int width = weights[0].length - 1;
    int start = in.position();
    for (float[] row : weights) {
      float sum = row[width] + engine.error();
      for (int i = 0; i < width; i++) {
        sum += row[i] * in.get(start + i);
      }
      out.put(sum);
    }
    in.position(start + width);
  }

  @Override
  public void close() {
    State before = state.getAndSet(State.CLOSED);
    if (before != State.IDLE) {
      throw engine.violated("A worker was closed while it was " + before);
    }
    model.workerClosed();
  }
}
