package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.MetricRange;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A metric of a regression, parsed from its name. */
record NumberMetric(Better better, Figure figure) {
  /** Computes a metric of weighted rows. */
  @FunctionalInterface
  interface Figure {
    double of(NumberErrors errors, int[] weights);
  }

  private static final List<String> LISTED =
      List.of("baseline_rmse", "mae", "mape", "median_absolute_error", "r2", "rmse");

  private static final Pattern PINBALL = Pattern.compile("pinball\\[(0\\.[0-9]{1,6})]");

  static List<Metric> listed() {
    return LISTED.stream().map(name -> find(name).orElseThrow()).toList();
  }

  static Optional<Metric> find(String name) {
    return parse(name).map(metric -> metric.as(name));
  }

  /** Returns the metric with its range. */
  Metric as(String name) {
    MetricRange ofR2 = new MetricRange(Double.NEGATIVE_INFINITY, 1);
    return new Metric(name, better, better == Better.HIGHER ? ofR2 : MetricRange.ERROR);
  }

  static Optional<NumberMetric> parse(String name) {
    return switch (name) {
      case "rmse" -> lower(NumberErrors::rmse);
      case "mae" -> lower(NumberErrors::mae);
      case "mape" -> lower(NumberErrors::mape);
      case "median_absolute_error" -> lower(NumberErrors::medianAbsoluteError);
      case "r2" -> Optional.of(new NumberMetric(Better.HIGHER, NumberErrors::r2));
      case "baseline_rmse" -> Optional.of(new NumberMetric(Better.NONE, NumberErrors::deviation));
      default -> pinball(PINBALL.matcher(name));
    };
  }

  private static Optional<NumberMetric> pinball(Matcher matcher) {
    if (!matcher.matches()) {
      return Optional.empty();
    }
    double quantile = Double.parseDouble(matcher.group(1));
    return lower((errors, weights) -> errors.pinball(quantile, weights));
  }

  private static Optional<NumberMetric> lower(Figure figure) {
    return Optional.of(new NumberMetric(Better.LOWER, figure));
  }
}
