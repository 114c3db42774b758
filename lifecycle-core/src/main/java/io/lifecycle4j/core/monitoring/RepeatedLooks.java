package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.monitoring.QualityMetric;
import io.lifecycle4j.schema.Scores.Interval;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Intervals of a live metric that is looked at once a minute.
 *
 * <p>Each look spends a part of {@value #ONE_SIDED}: the n-th one {@code 1 / (n + 1) / log2(n +
 * 1)^2} of it, which is 1.02 in all. So the probability that an end of any interval is ever beyond
 * the metric is at most that, whichever rows each look reads. Intervals of shares of rows are exact
 * (Clopper and Pearson); those of other metrics are the 95 % interval, made wider as if its ends
 * were normal.
 *
 * @param level the probability of each end
 */
record RepeatedLooks(double level) {
  /** How often a metric is ever beyond the end of an interval. */
  static final double ONE_SIDED = 0.01;

  private static final double SUM = 1.02;
  private static final double END_OF_95 = 0.025;
  private static final NormalDistribution NORMAL = new NormalDistribution();

  /** Returns the look at a time. */
  static RepeatedLooks of(Instant since, Instant at) {
    double number = 2.0 + Math.max(0, Duration.between(since, at).toMinutes());
    double log = Math.log(number) / Math.log(2);
    return new RepeatedLooks(ONE_SIDED / SUM / number / (log * log));
  }

  /** Returns the interval of a metric at this look; empty if it has none. */
  Optional<Interval> interval(QualityMetric metric) {
    if (metric.counted().isPresent()) {
      return Optional.of(share(metric.counted().getAsLong(), metric.rows()));
    }
    double wider = quantile(level) / quantile(END_OF_95);
    return metric
        .interval()
        .map(
            found ->
                new Interval(
                    metric.value() - wider * (metric.value() - found.lower()),
                    metric.value() + wider * (found.upper() - metric.value())));
  }

  private static double quantile(double probability) {
    return NORMAL.inverseCumulativeProbability(probability);
  }

  private Interval share(long of, long rows) {
    return new Interval(lower(of, rows), 1 - lower(rows - of, rows));
  }

  private double lower(long of, long rows) {
    return of == 0
        ? 0
        : new BetaDistribution(of, rows - of + 1.0).inverseCumulativeProbability(level);
  }
}
