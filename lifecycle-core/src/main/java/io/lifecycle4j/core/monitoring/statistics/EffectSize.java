package io.lifecycle4j.core.monitoring.statistics;

/**
 * The size of a difference, less what it is on average without drift, with its 95 % interval.
 *
 * @param value the estimate; may be below 0 by chance
 * @param low the lower end, at least 0
 * @param high the upper end
 */
public record EffectSize(double value, double low, double high) {
  /** The 97.5 % quantile of the standard normal distribution. */
  static final double QUANTILE = 1.959963984540054;

  static final EffectSize NONE = new EffectSize(0, 0, 0);

  /** Returns an estimate with a normal interval, whose ends are not below 0. */
  static EffectSize normal(double value, double deviation) {
    return new EffectSize(
        value,
        Math.max(0, value - QUANTILE * deviation),
        Math.max(0, value + QUANTILE * deviation));
  }
}
