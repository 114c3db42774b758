package io.lifecycle4j.tracking;

/** How a run stands. More states may come: a switch needs a default branch. */
public enum RunStatus {
  /** Not ended. A run whose process died stays here. */
  RUNNING,
  /** Ended well. */
  FINISHED,
  /** Ended with a failure. */
  FAILED,
  /** Written by a newer version of the library. */
  UNKNOWN
}
