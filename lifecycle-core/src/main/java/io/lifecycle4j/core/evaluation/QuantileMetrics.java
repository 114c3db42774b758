package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.MetricRange;
import io.lifecycle4j.schema.MetricSet;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The metrics of a quantile regression.
 *
 * <p>The coverage is better neither when greater nor when smaller: intervals that cover more than
 * their nominal share are too wide. A gate can bound its value, but compares {@code
 * coverage_error}.
 */
record QuantileMetrics(List<Double> quantiles) implements MetricSet<double[][], double[]> {
  private static final String COVERAGE = "coverage";

  @Override
  public List<Metric> list() {
    List<Metric> metrics = new ArrayList<>();
    metrics.add(error("pinball")); // the first is compared by default: a constant covers well too
    if (quantiles.size() > 1) {
      metrics.add(new Metric(COVERAGE, Better.NONE, MetricRange.SHARE));
      metrics.add(new Metric("coverage_error", Better.LOWER, MetricRange.SHARE));
      metrics.add(error("interval_width"));
    }
    if (median() >= 0) {
      metrics.add(error("mae"));
    }
    quantiles.forEach(quantile -> metrics.add(error(pinball(quantile))));
    return List.copyOf(metrics);
  }

  private static Metric error(String name) {
    return new Metric(name, Better.LOWER, MetricRange.ERROR);
  }

  private static String pinball(double quantile) {
    return "pinball[" + Preconditions.number(quantile) + "]";
  }

  private int median() {
    return quantiles.indexOf(0.5);
  }

  @Override
  public Optional<Metric> find(String name) {
    return list().stream().filter(metric -> metric.name().equals(name)).findFirst();
  }

  @Override
  public Scores score(double[][] estimates, double[] labels) {
    return new OfRows(estimates, labels);
  }

  /** The scores of rows. */
  private final class OfRows implements Scores {
    private final NumberErrors[] errors;
    private final boolean[] covered;
    private final double[] widths;

    OfRows(double[][] estimates, double[] labels) {
      check(!quantiles.isEmpty(), "Invalid quantiles: [] (needs at least 1)");
      ClassMetrics.checkNumbers("estimates", estimates, quantiles.size(), "quantiles");
      ClassMetrics.checkRows("estimates", estimates.length, required(labels, "labels").length);
      int last = quantiles.size() - 1;
      this.errors =
          IntStream.rangeClosed(0, last)
              .mapToObj(place -> new NumberErrors(of(estimates, place), labels))
              .toArray(NumberErrors[]::new);
      this.covered = new boolean[labels.length];
      this.widths = new double[labels.length];
      for (int row = 0; row < labels.length; row++) {
        covered[row] = estimates[row][0] <= labels[row] && labels[row] <= estimates[row][last];
        widths[row] = estimates[row][last] - estimates[row][0];
      }
    }

    private static double[] of(double[][] estimates, int place) {
      return Arrays.stream(estimates).mapToDouble(row -> row[place]).toArray();
    }

    private boolean isCoverage(String name) {
      return name.equals(COVERAGE) && quantiles.size() > 1;
    }

    @Override
    public Optional<boolean[]> counted(String name) {
      return isCoverage(name) ? Optional.of(covered.clone()) : Optional.empty();
    }

    @Override
    public Optional<Interval> interval(String name, int[] weights) {
      return isCoverage(name)
          ? Optional.of(Proportion.of(covered, weights).interval())
          : Optional.empty();
    }

    @Override
    public ToDoubleFunction<String> measure(int[] weights) {
      return name -> find(name).isEmpty() ? Double.NaN : value(name, weights);
    }

    private double value(String name, int[] weights) {
      return switch (name) {
        case COVERAGE -> Proportion.of(covered, weights).value();
        case "coverage_error" ->
            Math.abs(
                Proportion.of(covered, weights).value()
                    - (quantiles.get(last()) - quantiles.get(0)));
        case "interval_width" -> Means.of(widths, weights);
        case "mae" -> errors[median()].mae(weights);
        case "pinball" ->
            IntStream.range(0, errors.length)
                .mapToDouble(place -> pinball(place, weights))
                .average()
                .orElse(Double.NaN);
        default ->
            IntStream.range(0, errors.length)
                .filter(place -> QuantileMetrics.pinball(quantiles.get(place)).equals(name))
                .mapToDouble(place -> pinball(place, weights))
                .findFirst()
                .orElse(Double.NaN);
      };
    }

    private int last() {
      return quantiles.size() - 1;
    }

    private double pinball(int place, int[] weights) {
      return errors[place].pinball(quantiles.get(place), weights);
    }
  }
}
