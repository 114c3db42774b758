package io.lifecycle4j.schema;

/**
 * The type of the cells of a column. Types may be added: a switch needs a default branch.
 *
 * <p>A {@link Row} reads every type in one of three ways, without boxing: as a {@linkplain
 * #isNumber() number}, as a {@linkplain #isText() text}, or as a tensor.
 */
public enum DataType {
  /** A 64-bit floating-point number; NaN means missing. */
  FLOAT64,
  /** A whole number, exact up to 2<sup>53</sup>; NaN means missing. */
  INT64,
  /** Free text; the empty text means missing. */
  STRING,
  /** A block of 32-bit floating-point numbers of a fixed shape, an image for instance. */
  TENSOR,
  /** True or false, read as the number 1 or 0; NaN means missing. */
  BOOLEAN,
  /** A text from a limited set, a country for instance; the empty text means missing. */
  CATEGORICAL,
  /**
   * An instant, read as the number of milliseconds since 1970-01-01T00:00Z; NaN means missing.
   * Fractions of a millisecond are rounded down. A time without a zone is in UTC; a date is its
   * first instant.
   */
  TIMESTAMP;

  /**
   * Returns whether a cell is read with {@link Row#number}.
   *
   * @return true for every type except texts and tensors
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
