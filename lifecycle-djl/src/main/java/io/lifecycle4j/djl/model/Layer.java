package io.lifecycle4j.djl.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A layer of a network, as its description names it. */
sealed interface Layer {
  /** Prints the layer as {@link LayerText} reads it. */
  String text();

  /** Says what is wrong with the shape of an input, batch left out; null if nothing is. */
  default @Nullable String problem(List<Integer> input) {
    return null;
  }

  /** Returns the shape of the output for an input without a problem. */
  default List<Integer> output(List<Integer> input) {
    return input;
  }

  /** Counts the numbers that it learns or keeps, for an input without a problem. */
  default long parameters(List<Integer> input) {
    return 0;
  }

  /** Creates the layer, without numbers. */
  Block block();

  /** A convolution of images, stride 1, no padding. */
  record Conv(int filters, int kernel) implements Layer {
    @Override
    public String text() {
      return "conv(" + filters + "," + kernel + ")";
    }

    @Override
    public @Nullable String problem(List<Integer> input) {
      return imageProblem(input, kernel);
    }

    @Override
    public List<Integer> output(List<Integer> input) {
      return List.of(filters, input.get(1) - kernel + 1, input.get(2) - kernel + 1);
    }

    @Override
    public long parameters(List<Integer> input) {
      // a kernel is no larger than the image, so that this fits: an image has fewer than 2^31
      return filters * ((long) input.get(0) * kernel * kernel + 1);
    }

    @Override
    public Block block() {
      return Conv2d.builder().setFilters(filters).setKernelShape(new Shape(kernel, kernel)).build();
    }
  }

  /** The greatest of each square of an image; squares touch and do not overlap. */
  record MaxPool(int size) implements Layer {
    @Override
    public String text() {
      return "maxPool(" + size + ")";
    }

    @Override
    public @Nullable String problem(List<Integer> input) {
      return imageProblem(input, size);
    }

    @Override
    public List<Integer> output(List<Integer> input) {
      return List.of(input.get(0), input.get(1) / size, input.get(2) / size);
    }

    @Override
    public Block block() {
      return Pool.maxPool2dBlock(new Shape(size, size), new Shape(size, size));
    }
  }

  /** A fully connected layer. */
  record Dense(int units) implements Layer {
    @Override
    public String text() {
      return "dense(" + units + ")";
    }

    @Override
    public @Nullable String problem(List<Integer> input) {
      return input.size() == 1 ? null : "needs one dimension, add flatten before it";
    }

    @Override
    public List<Integer> output(List<Integer> input) {
      return List.of(units);
    }

    @Override
    public long parameters(List<Integer> input) {
      return units * (input.get(0) + 1L);
    }

    @Override
    public Block block() {
      return Linear.builder().setUnits(units).build();
    }
  }

  /** Sets a share of the numbers to zero while it trains, and nothing else. */
  record Dropout(double rate) implements Layer {
    @Override
    public String text() {
      return "dropout(" + rate + ")";
    }

    @Override
    public Block block() {
      return ai.djl.nn.norm.Dropout.builder().optRate((float) rate).build();
    }
  }

  /** A layer without settings. */
  enum Plain implements Layer {
    /** The greater of zero and the number. */
    RELU("relu"),
    /** The hyperbolic tangent. */
    TANH("tanh"),
    /** The logistic function. */
    SIGMOID("sigmoid"),
    /** Mean 0 and deviation 1 for each number or channel. */
    BATCH_NORM("batchNorm"),
    /** All dimensions of a row as one. */
    FLATTEN("flatten");

    private final String text;

    Plain(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }

    @Override
    public List<Integer> output(List<Integer> input) {
      return this == FLATTEN ? List.of(input.stream().reduce(1, Math::multiplyExact)) : input;
    }

    @Override
    public long parameters(List<Integer> input) {
      return this == BATCH_NORM ? 4L * input.get(0) : 0;
    }

    @Override
    public Block block() {
      return switch (this) {
        case RELU -> Activation.reluBlock();
        case TANH -> Activation.tanhBlock();
        case SIGMOID -> Activation.sigmoidBlock();
        case BATCH_NORM -> BatchNorm.builder().build();
        case FLATTEN -> Blocks.batchFlattenBlock();
      };
    }
  }

  private static @Nullable String imageProblem(List<Integer> input, int window) {
    if (input.size() != 3) {
      return "needs channels, rows and columns";
    }
    if (input.get(1) < window || input.get(2) < window) {
      return "needs at least " + window + " rows and columns";
    }
    return null;
  }
}
