package io.lifecycle4j.schema;

/** The type of a column. More types may come: a switch needs a default branch. */
public enum DataType {
  /** A 64-bit floating-point number; NaN means missing. */
  FLOAT64,
  /** A whole number, kept exactly up to 2<sup>53</sup>. */
  INT64,
  /** Text, a category for instance; the empty text means missing. */
  STRING,
  /** A block of 32-bit floating-point numbers of a fixed shape, an image for instance. */
  TENSOR
}
