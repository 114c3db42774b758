package io.lifecycle4j.schema;

/** What a column is for. More roles may come: a switch needs a default branch. */
public enum ColumnRole {
  /** A model may learn from it. */
  FEATURE,
  /** The truth that a model estimates. */
  LABEL,
  /** Names a row, alone or with other such columns. */
  ID,
  /** When a row came to be. */
  TIME,
  /** How much a row counts in training. */
  WEIGHT
}
