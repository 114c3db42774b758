package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.MetricSet;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The metrics of a regression of several columns: the mean over the columns, as with scikit-learn's
 * {@code uniform_average}, and that of each column, such as {@code rmse[y2]}.
 */
record ColumnMetrics(List<String> columns) implements MetricSet<double[][], double[][]> {
  /** A metric of a regression, of the column at a place; -1 for the mean of all columns. */
  private record Parsed(NumberMetric metric, int column) {
    double of(NumberErrors[] errors, int[] weights) {
      return column >= 0
          ? metric.figure().of(errors[column], weights)
          : Arrays.stream(errors)
              .mapToDouble(one -> metric.figure().of(one, weights))
              .average()
              .orElse(Double.NaN);
    }
  }

  @Override
  public List<Metric> list() {
    return NumberMetric.listed();
  }

  @Override
  public Optional<Metric> find(String name) {
    return parse(name).map(parsed -> parsed.metric.as(name));
  }

  private Optional<Parsed> parse(String name) {
    Optional<NumberMetric> mean = NumberMetric.parse(name);
    if (mean.isPresent()) {
      return mean.map(metric -> new Parsed(metric, -1));
    }
    return IntStream.range(0, columns.size())
        .filter(column -> name.endsWith(suffix(column)))
        .boxed()
        .flatMap(column -> parse(name, column).stream())
        .findFirst();
  }

  private String suffix(int column) {
    return "[" + columns.get(column) + "]";
  }

  private Optional<Parsed> parse(String name, int column) {
    return NumberMetric.parse(name.substring(0, name.length() - suffix(column).length()))
        .map(metric -> new Parsed(metric, column));
  }

  @Override
  public Scores score(double[][] estimates, double[][] labels) {
    check(!columns.isEmpty(), "Invalid columns: [] (needs at least 1)");
    ClassMetrics.checkNumbers("estimates", estimates, columns.size(), "columns");
    ClassMetrics.checkNumbers("labels", labels, columns.size(), "columns");
    ClassMetrics.checkRows("estimates", estimates.length, labels.length);
    NumberErrors[] errors =
        IntStream.range(0, columns.size())
            .mapToObj(column -> new NumberErrors(of(estimates, column), of(labels, column)))
            .toArray(NumberErrors[]::new);
    return new Scores() {
      @Override
      public ToDoubleFunction<String> measure(int[] weights) {
        return name -> parse(name).map(parsed -> parsed.of(errors, weights)).orElse(Double.NaN);
      }

      @Override
      public Optional<Interval> interval(String name, int[] weights) {
        int column = parse(name).map(Parsed::column).orElse(-1);
        return column < 0
            ? Optional.empty()
            : errors[column].interval(
                name.substring(0, name.length() - suffix(column).length()), weights);
      }
    };
  }

  private static double[] of(double[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
  }
}
