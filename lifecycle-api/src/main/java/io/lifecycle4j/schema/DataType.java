package io.lifecycle4j.schema;

/**
 * What the cells of a column are. More types may come: a switch needs a default branch.
 *
 * <p>A {@link Row} reads every type in one of three ways, without boxing: as a {@linkplain
 * #isNumber() number}, as a {@linkplain #isText() text}, or as a tensor.
 */
public enum DataType {
  /** A 64-bit floating-point number; NaN means missing. */
  FLOAT64,
  /** A whole number, kept exactly up to 2<sup>53</sup>; NaN means missing. */
  INT64,
  /** Free text; the empty text means missing. */
  STRING,
  /** A block of 32-bit floating-point numbers of a fixed shape, an image for instance. */
  TENSOR,
  /** True or false, read as the number 1 or 0; NaN means missing. */
  BOOLEAN,
  /** A text out of a set, a country for instance; the empty text means missing. */
  CATEGORICAL,
  /**
   * An instant, read as the number of milliseconds since 1970-01-01T00:00Z; NaN means missing. What
   * is finer than a millisecond is dropped, towards the past. A time without a zone is in UTC, a
   * date is its first instant.
   */
  TIMESTAMP;

  /**
   * Returns whether a cell is read with {@link Row#number}.
   *
   * @return true for everything but texts and tensors
   */
  public boolean isNumber() {
    return !isText() && this != TENSOR;
  }

  /**
   * Returns whether a cell is read with {@link Row#text}.
   *
   * @return true for {@link #STRING} and {@link #CATEGORICAL}
   */
  public boolean isText() {
    return this == STRING || this == CATEGORICAL;
  }
}
