package io.lifecycle4j.djl.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.djl.model.NetworkFactory;
import io.lifecycle4j.djl.model.WeightsFile;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** A network under training, with its native memory. Not thread-safe. */
final class Learner implements AutoCloseable {
  private final Engine engine = Engine.getEngine(DjlRuntime.ENGINE);
  private final NDManager manager = engine.newBaseManager(Device.cpu());
  private final Order order;
  private final Shape row;
  private final Block network;
  private final ParameterStore store;
  private final AdamSettings settings;
  private final Adam adam;
  private final long steps;

  private Learner(TrainingSettings settings, Order order, Shape row, int outputs) {
    this.settings = settings.adam();
    this.order = order;
    this.row = row;
    this.steps = (long) settings.epochs() * order.batches();
    boolean ready = false;
    try {
      engine.setRandomSeed(order.seedOf(0));
      network =
          NetworkFactory.named(settings.network().factory())
              .create(settings.network().config(), row, outputs);
      network.initialize(manager, DataType.FLOAT32, new Shape(1).addAll(row));
      store = new ParameterStore(manager, false);
      adam = new Adam(settings.adam(), network, manager);
      ready = true;
    } finally {
      if (!ready) {
        manager.close();
      }
    }
  }

  /** Creates a network with its first weights. */
  static Learner create(TrainingSettings settings, Order order, List<Integer> row, int outputs) {
    Shape shape = new Shape(row.stream().mapToLong(Integer::longValue).toArray());
    return new Learner(settings, order, shape, outputs);
  }

  Block network() {
    return network;
  }

  /** Returns the learning rate of a step, from 1. */
  float learningRate(long step) {
    return settings.learningRate(done(step));
  }

  private double done(long step) {
    return (double) (step - 1) / steps;
  }

  /** Takes one step, from 1, and returns the loss before it; without a step if not finite. */
  double learn(Batch batch, int rows, long step, Objective objective) {
    // One seed for each step: what was drawn before, here or elsewhere, does not matter.
    engine.setRandomSeed(order.seedOf(step));
    double loss;
    try (NDManager arrays = manager.newSubManager();
        GradientCollector gradients = engine.newGradientCollector()) {
      NDArray truths = arrays.create(batch.truthBytes(), new Shape(rows), DataType.FLOAT32);
      NDArray mean = objective.loss(forward(arrays, batch, rows, true), truths);
      loss = mean.toFloatArray()[0];
      if (!Double.isFinite(loss)) {
        return loss;
      }
      gradients.backward(mean);
    }
    adam.step(done(step));
    return loss;
  }

  /** Returns the outputs for a batch, {@code float[rows * outputs]}. */
  float[] predict(Batch batch, int rows) {
    try (NDManager arrays = manager.newSubManager()) {
      return forward(arrays, batch, rows, false).toFloatArray();
    }
  }

  /** Writes the weights as they are now. */
  byte[] weights(Objective objective) {
    LastLayer last = objective instanceof Objective.SquaredError ? LastLayer.of(network) : null;
    List<Tensor> tensors = new ArrayList<>();
    for (Pair<String, Parameter> parameter : network.getParameters()) {
      NDArray array = parameter.getValue().getArray();
      float[] values = array.toFloatArray();
      if (last != null) {
        last.scale(parameter.getValue(), values, (Objective.SquaredError) objective);
      }
      for (float value : values) {
        if (!Float.isFinite(value)) {
          throw new TrainingFailedException(
              "Training failed: a weight of " + parameter.getKey() + " is " + value);
        }
      }
      long[] shape = array.getShape().getShape();
      tensors.add(new Tensor(parameter.getKey(), FloatBuffer.wrap(values), shape));
    }
    return WeightsFile.write(tensors);
  }

  @Override
  public void close() {
    manager.close();
  }

  private NDArray forward(NDManager arrays, Batch batch, int rows, boolean training) {
    Shape shape = new Shape(rows).addAll(row);
    NDArray input = arrays.create(batch.features(), shape, DataType.FLOAT32);
    return network.forward(store, new NDList(input), training).singletonOrThrow();
  }
}
