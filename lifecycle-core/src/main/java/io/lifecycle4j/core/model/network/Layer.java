package io.lifecycle4j.core.model.network;

import static io.lifecycle4j.error.Preconditions.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A layer in the description of a network. */
public sealed interface Layer {
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

  /** Returns a convolution; throws an InvalidValueException, as all of these, if it is none. */
  static Layer conv(int filters, int kernel) {
    return new Conv(positive("filters", filters), positive("kernel", kernel));
  }

  /** Returns a max pooling. */
  static Layer maxPool(int size) {
    return new MaxPool(positive("pool size", size));
  }

  /** Returns a fully connected layer. */
  static Layer dense(int units) {
    return new Dense(positive("units", units));
  }

  /** Returns an embedding. */
  static Layer embedding(int entries, int width) {
    return new Embedding(positive("entries", entries), positive("width", width));
  }

  /** Returns a dropout. */
  static Layer dropout(double rate) {
    check(rate >= 0 && rate < 1, "Invalid dropout rate: %s (must be at least 0, below 1)", rate);
    return new Dropout(rate);
  }

  private static int positive(String what, int value) {
    check(value > 0, "Invalid %s: %s (must be positive)", what, value);
    return value;
  }

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
  }

  /** Dropout: sets a share of the numbers to zero, only during training. */
  record Dropout(double rate) implements Layer {
    @Override
    public String text() {
      return "dropout(" + rate + ")";
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
      if (this == BATCH_NORM && input.isEmpty()) {
        return "needs at least one dimension";
      }
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
