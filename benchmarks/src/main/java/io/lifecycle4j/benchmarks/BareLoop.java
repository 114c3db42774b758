package io.lifecycle4j.benchmarks;

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
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.training.Examples;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The other side: a training loop of a few lines with DJL, without any check, log or checkpoint.
 *
 * <p>The numbers of all rows are in one array of the heap, from which each batch is copied.
 */
final class BareLoop {
  private final float[] pixels;
  private final long[] labels;
  private final int width;

  /** Copies rows. */
  BareLoop(Examples rows) {
    int size = rows.size();
    width = rows.inputs().get(0).numbers();
    var inputs = Tensor.allocate(rows.inputs(), size);
    var targets = Tensor.allocate(rows.targets(), size);
    rows.read(IntStream.range(0, size).toArray(), inputs, targets);
    pixels = new float[size * width];
    inputs.get(0).floats().get(pixels);
    labels = IntStream.range(0, size).mapToLong(i -> (long) targets.get(0).number(i)).toArray();
  }

  /** Trains a network, and returns the mean loss of the last epoch. */
  double train(TrainedNetwork network) {
    Engine engine = Engine.getEngine("PyTorch");
    engine.setRandomSeed(1);
    Block block = network.block();
    Loss loss = Loss.softmaxCrossEntropyLoss();
    Optimizer optimizer =
        Optimizer.adamW()
            .optLearningRateTracker(Tracker.fixed(TrainedNetwork.RATE))
            .optWeightDecays(0)
            .build();
    double sum = 0;
    try (NDManager manager = engine.newBaseManager(Device.cpu())) {
      block.initialize(manager, DataType.FLOAT32, shape(1));
      ParameterStore store = new ParameterStore(manager, false);
      Random random = new Random(1);
      for (int epoch = 0; epoch < network.epochs(); epoch++) {
        int[] order = shuffled(random);
        sum = 0;
        for (int from = 0; from < order.length; from += TrainedNetwork.BATCH) {
          int count = Math.min(TrainedNetwork.BATCH, order.length - from);
          try (NDManager arrays = manager.newSubManager();
              GradientCollector collector = engine.newGradientCollector()) {
            NDArray inputs = arrays.create(rows(order, from, count), shape(count));
            NDArray targets = arrays.create(labels(order, from, count));
            NDList outputs = block.forward(store, new NDList(inputs), true);
            NDArray value = loss.evaluate(new NDList(targets), outputs);
            collector.backward(value);
            sum += value.getFloat() * count;
          }
          for (Pair<String, Parameter> named : block.getParameters()) {
            NDArray weights = named.getValue().getArray();
            optimizer.update(named.getValue().getId(), weights, weights.getGradient());
          }
        }
      }
    }
    return sum / labels.length;
  }

  private static Shape shape(int rows) {
    return new Shape(rows, 1, TrainedNetwork.SIDE, TrainedNetwork.SIDE);
  }

  private int[] shuffled(Random random) {
    int[] order = IntStream.range(0, labels.length).toArray();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int row = order[i];
      order[i] = order[j];
      order[j] = row;
    }
    return order;
  }

  private float[] rows(int[] order, int from, int count) {
    float[] batch = new float[count * width];
    for (int i = 0; i < count; i++) {
      System.arraycopy(pixels, order[from + i] * width, batch, i * width, width);
    }
    return batch;
  }

  private long[] labels(int[] order, int from, int count) {
    return IntStream.range(from, from + count).mapToLong(i -> labels[order[i]]).toArray();
  }
}
