package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.number;

/**
 * The values that a metric can have. A gate that none of them passes is rejected when the model is
 * opened.
 *
 * @param least the least value, may be {@code -Infinity}
 * @param greatest the greatest value, may be {@code Infinity}
 */
public record MetricRange(double least, double greatest) {
  /** Any value. */
  public static final MetricRange ANY =
      new MetricRange(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** The values of a share: 0 to 1. */
  public static final MetricRange SHARE = new MetricRange(0, 1);

  /** The values of an error: 0 or more. */
  public static final MetricRange ERROR = new MetricRange(0, Double.POSITIVE_INFINITY);

  /** Checks the parts. */
  public MetricRange {
    check(
        least <= greatest,
        "Invalid range of a metric: %s to %s (the greatest value must not be below the least)",
        least,
        greatest);
  }

  /** Returns the range in words. */
  @Override
  public String toString() {
    if (greatest == Double.POSITIVE_INFINITY) {
      return least == Double.NEGATIVE_INFINITY ? "any number" : "at least " + number(least);
    }
    return least == Double.NEGATIVE_INFINITY
        ? "at most " + number(greatest)
        : "from " + number(least) + " to " + number(greatest);
  }
}
