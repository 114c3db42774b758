package io.lifecycle4j.data;

/** What rows of a split are for. More roles may come: a switch needs a default branch. */
public enum SplitRole {
  /** Rows that a model learns from. */
  TRAIN,
  /** Rows that steer training: early stopping, choice of settings. */
  VALIDATION,
  /** Rows that decide about promotion; sealed for ordinary readers. */
  HOLDOUT,
  /** A few rows whose answers are compared from version to version; never trained on. */
  GOLDEN
}
