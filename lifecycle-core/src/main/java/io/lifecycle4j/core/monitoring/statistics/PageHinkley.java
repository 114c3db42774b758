package io.lifecycle4j.core.monitoring.statistics;

/**
 * Watches the mean of a stream for an increase: Page, Biometrika 41 (1954), 100-115, with a
 * forgetting factor, as MOA has it (not clamped at 0). After an alarm it begins anew. Not
 * thread-safe.
 *
 * <p>It finds a change fast and has no promise about false alarms; {@link LossTest} has one.
 */
public final class PageHinkley {
  private static final int LEAST = 29;
  private static final double FORGETTING = 0.9999;

  private final double tolerance;
  private final double threshold;
  private long count;
  private double mean;
  private double sum;

  private PageHinkley(double tolerance, double threshold) {
    this.tolerance = tolerance;
    this.threshold = threshold;
  }

  /**
   * Returns a detector for values of about 0 to 1, with the tolerance 0.005 and the threshold 50.
   */
  public static PageHinkley usual() {
    return new PageHinkley(0.005, 50);
  }

  /**
   * Adds a value.
   *
   * @param value any finite number
   * @return whether the mean has increased
   */
  public boolean add(double value) {
    count++;
    mean += (value - mean) / count;
    sum = FORGETTING * sum + value - mean - tolerance;
    if (count < LEAST || sum <= threshold) {
      return false;
    }
    count = 0;
    mean = 0;
    sum = 0;
    return true;
  }
}
