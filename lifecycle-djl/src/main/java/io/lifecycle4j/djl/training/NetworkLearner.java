package io.lifecycle4j.djl.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.djl.model.NetworkFactory;
import io.lifecycle4j.djl.model.TensorTypes;
import io.lifecycle4j.djl.model.WeightsFile;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import java.util.ArrayList;
import java.util.List;

/** A network under training, with its native memory. Not thread-safe. */
final class NetworkLearner implements AutoCloseable {
  private final Engine engine = Engine.getEngine(DjlRuntime.ENGINE);
  private final NDManager manager = engine.newBaseManager(Device.cpu());
  private final Order order;
  private final Block network;
  private final ParameterStore store;
  private final AdamSettings settings;
  private final Adam adam;
  private final long steps;

  /** Creates a network with its initial weights. */
  NetworkLearner(TrainingSettings settings, Order order, Signature signature) {
    this.settings = settings.adam();
    this.order = order;
    this.steps = (long) settings.epochs() * order.batches();
    boolean ready = false;
    try {
      engine.setRandomSeed(order.seedOf(0));
      network =
          NetworkFactory.named(settings.network().factory())
              .create(settings.network().config(), signature);
      network.initialize(manager, DataType.FLOAT32, TensorTypes.shapes(signature.inputs(), 1));
      store = new ParameterStore(manager, false);
      adam = new Adam(settings.adam(), network, manager);
      ready = true;
    } finally {
      if (!ready) {
        manager.close();
      }
    }
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

  /**
   * Performs a step, from 1, and returns the loss before it; if the loss is not finite, performs no
   * step.
   */
  double learn(RowBatch batch, long step, Objective objective) {
    // A seed for each step makes it independent of random numbers drawn before.
    engine.setRandomSeed(order.seedOf(step));
    double loss;
    try (NDManager arrays = manager.newSubManager();
        GradientCollector gradients = engine.newGradientCollector()) {
      NDArray target = batch.targets(arrays).head();
      NDArray mean = objective.loss(forward(arrays, batch, true), target);
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
  float[] predict(RowBatch batch) {
    try (NDManager arrays = manager.newSubManager()) {
      return forward(arrays, batch, false).toFloatArray();
    }
  }

  /** Returns the current weights as a file. */
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
      tensors.add(Tensor.of(parameter.getKey(), values, shape));
    }
    return WeightsFile.write(tensors);
  }

  @Override
  public void close() {
    manager.close();
  }

  private NDArray forward(NDManager arrays, RowBatch batch, boolean training) {
    return network.forward(store, batch.inputs(arrays), training).singletonOrThrow();
  }
}
