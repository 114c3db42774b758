package io.lifecycle4j.core.monitoring.statistics;

import io.lifecycle4j.schema.Scores.Interval;

/**
 * An interval of the mean of values of 0 to 1 that is valid at any time: the empirical Bernstein
 * sequence of Waudby-Smith and Ramdas (2024), theorem 2, with weights made for 5 %.
 */
final class MeanInterval {
  private static final double MADE_FOR = Math.log(2 / 0.05);
  private static final double MOST = 0.5;

  private long count;
  private double sum;
  private double squares;
  private double weights;
  private double weighted;
  private double width;

  long count() {
    return count;
  }

  double mean() {
    return sum / count;
  }

  void add(double value) {
    double mean = (0.5 + sum) / (count + 1);
    double variance = (0.25 + squares) / (count + 1);
    double t = count + 1;
    double weight = Math.min(MOST, Math.sqrt(2 * MADE_FOR / (variance * t * Math.log1p(t))));
    weights += weight;
    weighted += weight * value;
    width += (value - mean) * (value - mean) * (-Math.log1p(-weight) - weight);
    count++;
    sum += value;
    double now = (0.5 + sum) / (count + 1);
    squares += (value - now) * (value - now);
  }

  Interval at(double level) {
    if (count == 0) {
      return new Interval(0, 1);
    }
    double middle = weighted / weights;
    double radius = (Math.log(2 / level) + width) / weights;
    return new Interval(Math.max(0, middle - radius), Math.min(1, middle + radius));
  }
}
