package io.lifecycle4j.schema;

/** Where rows come from. */
public enum Environment {
  /** Rows of a data set: to train on and to evaluate with. */
  TRAINING,
  /** Requests to a model that serves. */
  SERVING
}
