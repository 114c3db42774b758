package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;

/**
 * A point of the calibration curve of a classifier: rows whose most probable class has a
 * probability within a range.
 *
 * <p>Those of the library are the bins of the metric {@code ece}: Guo et al., ICML 2017.
 *
 * @param from the lower bound of the probability, exclusive
 * @param to the upper bound, inclusive
 * @param rows the number of rows, at least 1
 * @param predicted the mean probability; NaN if an output is not a number
 * @param observed the share of the rows that are of that class
 */
public record CalibrationBin(double from, double to, long rows, double predicted, double observed) {
  /** Checks the parts. */
  public CalibrationBin {
    check(from < to, "Invalid bin of a calibration curve: from %s to %s", from, to);
    check(rows >= 1, "Invalid bin of a calibration curve: %s rows (must be at least 1)", rows);
  }
}
