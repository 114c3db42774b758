package io.lifecycle4j.djl.model;

/** A block with statistics that change in training, unless they are frozen. */
public interface Freezable {
  /** Keeps the statistics as they are, and uses them in training too. */
  void freezeStatistics();
}
