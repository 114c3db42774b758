package io.lifecycle4j.core.model.network;

import static io.lifecycle4j.error.Preconditions.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** Returns the class of its block in DJL, by which a file names its parameters. */
  default String block() {
    return getClass().getSimpleName();
  }

  /**
   * Returns the shapes of the parameters and buffered values by their names in DJL, in the order of
   * a file, for a valid input. Default: none.
   */
  default Map<String, List<Long>> shapes(List<Integer> input) {
    return Map.of();
  }

  /** Returns the number of parameters and buffered values, for a valid input. */
  default long parameters(List<Integer> input) {
    // No overflow: a kernel is at most as large as the image, which has fewer than 2^31 numbers.
    return shapes(input).values().stream()
        .mapToLong(shape -> shape.stream().reduce(1L, (one, other) -> one * other))
        .sum();
  }

  /**
   * Returns the work of plain Java for a row, in multiply-adds of a matrix, for a valid input;
   * infinite if it cannot run the layer. Default: one for each number of the output.
   */
  default double work(List<Integer> input) {
    return Placement.numbers(output(input));
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

  private static Map<String, List<Long>> withBias(List<Long> weight) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    shapes.put("weight", weight);
    shapes.put("bias", List.of(weight.get(0)));
    return shapes;
  }

  /** A convolution of images, stride 1, no padding. */
  record Conv(int filters, int kernel) implements Layer {
    /** A multiply-add of small images gains four times as much as one of a matrix. */
    private static final double GAIN = 0.25;

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
    public String block() {
      return "Conv2d";
    }

    @Override
    public Map<String, List<Long>> shapes(List<Integer> input) {
      return withBias(List.of((long) filters, (long) input.get(0), (long) kernel, (long) kernel));
    }

    @Override
    public double work(List<Integer> input) {
      double factors = (double) input.get(0) * kernel * kernel;
      return GAIN * factors * Placement.numbers(output(input));
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
    public String block() {
      return "Linear";
    }

    @Override
    public Map<String, List<Long>> shapes(List<Integer> input) {
      return withBias(List.of((long) units, (long) input.get(0)));
    }

    @Override
    public double work(List<Integer> input) {
      return (double) units * input.get(0);
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
    public String block() {
      return "EmbeddingBlock";
    }

    @Override
    public Map<String, List<Long>> shapes(List<Integer> input) {
      return Map.of("weight", List.of((long) entries, (long) width));
    }

    @Override
    public double work(List<Integer> input) {
      return entries <= Kernel.EmbeddingKernel.MOST_ENTRIES
          ? Layer.super.work(input)
          : Double.POSITIVE_INFINITY;
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

    /** An exponential function takes as long as this many multiply-adds. */
    private static final double EXPONENTIAL = 100;

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
    public String block() {
      return this == BATCH_NORM ? "BatchNorm" : text;
    }

    @Override
    public Map<String, List<Long>> shapes(List<Integer> input) {
      Map<String, List<Long>> shapes = new LinkedHashMap<>();
      if (this == BATCH_NORM) {
        for (String name : List.of("gamma", "beta", "runningMean", "runningVar")) {
          shapes.put(name, List.of((long) input.get(0)));
        }
      }
      return shapes;
    }

    @Override
    public double work(List<Integer> input) {
      double numbers = Layer.super.work(input);
      return this == TANH || this == SIGMOID ? EXPONENTIAL * numbers : numbers;
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
