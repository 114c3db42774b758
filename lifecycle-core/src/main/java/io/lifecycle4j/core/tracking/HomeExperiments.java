package io.lifecycle4j.core.tracking;

import io.lifecycle4j.tracking.Experiments;

/** The experiments of an open home. */
public interface HomeExperiments extends Experiments, AutoCloseable {
  /** Ends runs that still go on as KILLED, and stops. */
  @Override
  void close();
}
