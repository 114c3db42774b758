package io.lifecycle4j.schema;

/** The environment of a row: training or serving. */
public enum Environment {
  /** Rows of a dataset, for training and evaluation. */
  TRAINING,
  /** Requests to a serving model. */
  SERVING
}
