package io.lifecycle4j.benchmarks;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.djl.training.DjlTrainerBuilder;

/** Two networks that are trained on 28 x 28 images of ten classes, here and by peers. */
enum TrainedNetwork {
  /** Convolutions: what one trains on images. */
  CNN("conv(16,5) relu maxPool(2) conv(32,5) relu maxPool(2) flatten dense(128) relu", 3),

  /** So small that what is around the arithmetic counts. */
  SMALL("flatten dense(16) relu", 5);

  static final int SIDE = 28;
  static final int CLASSES = 10;
  static final int BATCH = 32;
  static final float RATE = 0.001f;

  private final String layers;
  private final int epochs;

  TrainedNetwork(String layers, int epochs) {
    this.layers = layers;
    this.epochs = epochs;
  }

  int epochs() {
    return epochs;
  }

  /** Returns the name in the printed lines and in scripts. */
  String shown() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  DjlTrainerBuilder trainer(int threads) {
    return DjlTrainer.builder()
        .network(Network.parse(layers))
        .epochs(epochs)
        .batchSize(BATCH)
        .learningRate(RATE)
        .threads(threads);
  }

  /** Returns the same network, as one writes it with DJL. */
  Block block() {
    SequentialBlock block = new SequentialBlock();
    if (this == CNN) {
      block.add(conv(16)).add(Activation.reluBlock()).add(Pool.maxPool2dBlock(new Shape(2, 2)));
      block.add(conv(32)).add(Activation.reluBlock()).add(Pool.maxPool2dBlock(new Shape(2, 2)));
    }
    return block
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(this == CNN ? 128 : 16).build())
        .add(Activation.reluBlock())
        .add(Linear.builder().setUnits(CLASSES).build());
  }

  private static Conv2d conv(int filters) {
    return Conv2d.builder().setFilters(filters).setKernelShape(new Shape(5, 5)).build();
  }
}
