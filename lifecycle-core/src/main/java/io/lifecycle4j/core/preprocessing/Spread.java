package io.lifecycle4j.core.preprocessing;

/**
 * Mean and spread of a column as they are after some steps.
 *
 * @param count number of cells that hold a number
 * @param missing number of cells that hold none
 * @param mean the mean of the numbers
 * @param squares the sum of their squared distances from the mean
 */
record Spread(double count, double missing, double mean, double squares) {
  /** Returns the spread once every missing cell holds a value. */
  Spread filled(double value) {
    if (missing == 0) {
      return this;
    }
    double total = count + missing;
    double delta = value - mean;
    return new Spread(
        total,
        0,
        mean + delta * (missing / total),
        squares + delta * delta * (count * missing / total));
  }

  /** Returns the spread once every number is {@code (x - shift) * factor}. */
  Spread moved(double shift, double factor) {
    return new Spread(count, missing, (mean - shift) * factor, squares * factor * factor);
  }

  double deviation() {
    return Math.sqrt(squares / count);
  }
}
