package io.lifecycle4j.data;

/** The role of a row in a split. Roles may be added: a switch needs a default branch. */
public enum SplitRole {
  /** Rows that a model learns from. */
  TRAIN,
  /** Rows that guide training: early stopping, choice of hyperparameters. */
  VALIDATION,
  /** Rows on which a version is judged before promotion; sealed for ordinary readers. */
  HOLDOUT,
  /** A few rows whose predictions are compared between versions; never trained on. */
  GOLDEN
}
