package io.lifecycle4j.tracking;

/** How a run stands. More states may come: a switch needs a default branch. */
public enum RunStatus {
  /** Going on in a living process. */
  RUNNING,
  /** Ended well. */
  FINISHED,
  /** Ended with a failure. */
  FAILED,
  /** Its process died, and nobody ended it. */
  CRASHED,
  /** Ended from outside: by somebody, or because the JVM was told to stop. */
  KILLED,
  /** Written by a newer version of the library. */
  UNKNOWN
}
