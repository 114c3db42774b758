package io.lifecycle4j.contract;

import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
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
  private final Signature signature;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

  LinearWorker(LinearEngine engine, LinearModel model, float[][] weights, Signature signature) {
    this.engine = engine;
    this.model = model;
    this.weights = weights;
    this.signature = signature;
  }

  @Override
  public List<Tensor> run(List<Tensor> inputs) {
    if (!state.compareAndSet(State.IDLE, State.RUNNING)) {
      throw engine.violated("A worker was run while it was " + state);
    }
    try {
      int rows = TensorSpec.checkFit("inputs", signature.inputs(), inputs);
      Tensor output = Tensor.allocate(signature.outputs().get(0), rows);
      float[] numbers = new float[weights[0].length - 1];
      for (int row = 0; row < rows; row++) {
        int next = 0;
        for (Tensor input : inputs) {
          int width = input.size() / (int) input.shape()[0];
          for (int i = 0; i < width; i++) {
            numbers[next++] = (float) input.number(row * width + i);
          }
        }
        forward(numbers, output, row);
        engine.running();
      }
      return List.of(output);
    } finally {
      state.set(State.IDLE);
    }
  }

  private void forward(float[] numbers, Tensor output, int row) {
    for (int i = 0; i < weights.length; i++) {
      float sum = weights[i][numbers.length] + engine.error();
      for (int number = 0; number < numbers.length; number++) {
        sum += weights[i][number] * numbers[number];
      }
      output.set(row * weights.length + i, sum);
    }
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
