package io.lifecycle4j.schema;

/** The role of a column. Roles may be added: a switch needs a default branch. */
public enum ColumnRole {
  /** An input that a model may learn from. */
  FEATURE,
  /** The value that a model predicts. */
  LABEL,
  /** Identifies a row, alone or together with other such columns. */
  ID,
  /** The time of a row. */
  TIME,
  /** The weight of a row in training. */
  WEIGHT
}
