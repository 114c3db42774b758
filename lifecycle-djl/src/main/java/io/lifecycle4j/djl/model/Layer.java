package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A layer in the description of a network. */
sealed interface Layer {
  /** Returns the text that {@link LayerText} parses. */
  String text();

  /** Returns why the shape of an input, without the batch, is invalid; null if it is valid. */
  default @Nullable String problem(List<Integer> input) {
    return null;
  }

  /** Returns the shape of the output for a valid input. */
  default List<Integer> output(List<Integer> input) {
    return input;
  }

  /** Returns the number of parameters and buffered values, for a valid input. */
  default long parameters(List<Integer> input) {
    return 0;
  }

  /** Creates the layer without initialising its parameters. */
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
      // No overflow: a kernel is at most as large as the image, which has fewer than 2^31 numbers.
      return filters * ((long) input.get(0) * kernel * kernel + 1);
    }

    @Override
    public Block block() {
      return Conv2d.builder().setFilters(filters).setKernelShape(new Shape(kernel, kernel)).build();
    }
  }

  /** Max pooling over adjacent squares of an image, which do not overlap. */
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

  /** Learned vectors of ids, zeros for id 0. */
  record Embedding(int entries, int width) implements Layer {
    @Override
    public String text() {
      return "embedding(" + entries + "," + width + ")";
    }

    @Override
    public @Nullable String problem(List<Integer> input) {
      return input.size() == 1 ? null : "needs one dimension of ids";
    }

    @Override
    public List<Integer> output(List<Integer> input) {
      return List.of(input.get(0), width);
    }

    @Override
    public long parameters(List<Integer> input) {
      return (long) entries * width;
    }

    @Override
    public Block block() {
      return new EmbeddingBlock(entries, width);
    }
  }

  /** Dropout: sets a share of the numbers to zero, only during training. */
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
    /** Rectified linear unit: the greater of zero and the number. */
    RELU("relu"),
    /** The hyperbolic tangent. */
    TANH("tanh"),
    /** The logistic function. */
    SIGMOID("sigmoid"),
    /** Batch normalization: mean 0 and deviation 1 for each number or channel. */
    BATCH_NORM("batchNorm"),
    /** Flattens all dimensions of a row to one. */
    FLATTEN("flatten"),
    /** The mean over positions, without those that are all zeros, such as padding. */
    MEAN("mean");

    private final String text;

    Plain(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }

    @Override
    public @Nullable String problem(List<Integer> input) {
      return this == MEAN && input.size() != 2 ? "needs positions, as of an embedding" : null;
    }

    @Override
    public List<Integer> output(List<Integer> input) {
      return switch (this) {
        case FLATTEN -> List.of(input.stream().reduce(1, Math::multiplyExact));
        case MEAN -> List.of(input.get(1));
        default -> input;
      };
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
        case MEAN -> LambdaBlock.singleton(Plain::mean);
      };
    }

    private static NDArray mean(NDArray positions) {
      NDArray used = positions.abs().sum(new int[] {2}).gt(0).toType(DataType.FLOAT32, false);
      NDArray count = used.sum(new int[] {1}, true).maximum(1);
      return positions.sum(new int[] {1}).div(count);
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
