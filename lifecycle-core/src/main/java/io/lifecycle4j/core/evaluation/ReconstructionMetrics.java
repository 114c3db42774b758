package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.MetricRange;
import io.lifecycle4j.schema.MetricSet;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.schema.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The metrics of a reconstruction. The error of a row is its mean squared error, and the metrics
 * are about all numbers alike.
 */
record ReconstructionMetrics() implements MetricSet<Tensor, Tensor> {
  private static final List<String> LISTED =
      List.of("rmse", "baseline_rmse", "error[0.5]", "error[0.95]", "mae", "mse");

  private static final Pattern ERROR = Pattern.compile("error\\[(0\\.[0-9]{1,6})]");

  @Override
  public List<Metric> list() {
    return LISTED.stream().map(name -> find(name).orElseThrow()).toList();
  }

  @Override
  public Optional<Metric> find(String name) {
    return switch (name) {
      case "mse", "rmse", "mae" -> error(name, Better.LOWER);
      case "baseline_rmse" -> error(name, Better.NONE);
      default -> quantile(name).isPresent() ? error(name, Better.LOWER) : Optional.empty();
    };
  }

  private static Optional<Metric> error(String name, Better better) {
    return Optional.of(new Metric(name, better, MetricRange.ERROR));
  }

  private static OptionalDouble quantile(String name) {
    Matcher matcher = ERROR.matcher(name);
    return matcher.matches()
        ? OptionalDouble.of(Double.parseDouble(matcher.group(1)))
        : OptionalDouble.empty();
  }

  @Override
  public Scores score(Tensor outputs, Tensor inputs) {
    List<Long> shape = shape(required(inputs, "labels"));
    List<Long> found = shape(required(outputs, "predictions"));
    check(
        outputs.size() == inputs.size() && found.get(0).equals(shape.get(0)),
        "Invalid predictions: a tensor of %s (must have the rows and numbers of the labels: %s)",
        found,
        shape);
    check(inputs.size() > 0, "Invalid labels: a tensor of %s (needs at least 1 number)", shape);
    for (int place = 0; place < inputs.size(); place++) {
      check(
          Double.isFinite(inputs.number(place)),
          "Invalid number %s of the labels: %s (must be finite)",
          place,
          inputs.number(place));
    }
    return new OfRows(outputs, inputs);
  }

  private static List<Long> shape(Tensor tensor) {
    List<Long> shape = LongStream.of(tensor.shape()).boxed().toList();
    check(!shape.isEmpty(), "Invalid tensor: a single number (needs rows)");
    return shape;
  }

  /** The scores of rows. */
  private static final class OfRows implements Scores {
    private final Tensor inputs;
    private final int width;

    /** The mean squared and the mean absolute error of each row. */
    private final double[] squares;

    private final double[] distances;

    /** The rows by their error, NaN last. */
    private final int[] byError;

    OfRows(Tensor outputs, Tensor inputs) {
      int rows = (int) inputs.shape()[0];
      this.inputs = inputs;
      this.width = inputs.size() / rows;
      this.squares = new double[rows];
      this.distances = new double[rows];
      for (int place = 0; place < inputs.size(); place++) {
        double error = outputs.number(place) - inputs.number(place);
        squares[place / width] += error * error / width;
        distances[place / width] += Math.abs(error) / width;
      }
      this.byError =
          IntStream.range(0, rows)
              .boxed()
              .sorted((a, b) -> Double.compare(squares[a], squares[b]))
              .mapToInt(Integer::intValue)
              .toArray();
    }

    @Override
    public ToDoubleFunction<String> measure(int[] weights) {
      return name ->
          switch (name) {
            case "mse" -> Means.of(squares, weights);
            case "rmse" -> Math.sqrt(Means.of(squares, weights));
            case "mae" -> Means.of(distances, weights);
            case "baseline_rmse" -> deviation(weights);
            default ->
                quantile(name).stream().map(q -> error(q, weights)).findFirst().orElse(Double.NaN);
          };
    }

    @Override
    public Optional<Interval> interval(String name, int[] weights) {
      return switch (name) {
        case "mse" -> Bootstrap.ofMean(squares, weights);
        case "rmse" ->
            Bootstrap.ofMean(squares, weights)
                .map(it -> new Interval(Math.sqrt(it.lower()), Math.sqrt(it.upper())));
        case "mae" -> Bootstrap.ofMean(distances, weights);
        default -> Optional.empty();
      };
    }

    /**
     * Returns the root of the mean squared error of a model that puts out the mean of each number.
     */
    private double deviation(int[] weights) {
      double sum = 0;
      double[] numbers = new double[squares.length];
      for (int i = 0; i < width; i++) {
        for (int row = 0; row < numbers.length; row++) {
          numbers[row] = inputs.number(row * width + i);
        }
        double mean = Means.of(numbers, weights);
        for (int row = 0; row < numbers.length; row++) {
          numbers[row] = (numbers[row] - mean) * (numbers[row] - mean);
        }
        sum += Means.of(numbers, weights);
      }
      return Math.sqrt(sum / width);
    }

    /** Returns a quantile of the errors of the rows, with linear interpolation between rows. */
    private double error(double quantile, int[] weights) {
      double place = quantile * (IntStream.of(weights).asLongStream().sum() - 1);
      double lower = error((long) Math.floor(place), weights);
      double upper = error((long) Math.ceil(place), weights);
      return lower + (upper - lower) * (place - Math.floor(place));
    }

    private double error(long place, int[] weights) {
      long passed = 0;
      for (int row : byError) {
        passed += weights[row];
        if (passed > place) {
          return squares[row];
        }
      }
      return Double.NaN;
    }
  }
}
