package io.lifecycle4j.core.tracking;

import io.lifecycle4j.tracking.Experiments;

/** The experiments of an open home. */
public interface HomeExperiments extends Experiments, AutoCloseable {
  /** Ends open runs as KILLED. */
  @Override
  void close();
}
