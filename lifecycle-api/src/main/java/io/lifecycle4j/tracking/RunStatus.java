package io.lifecycle4j.tracking;

/** The status of a run. Constants may be added: a switch needs a default branch. */
public enum RunStatus {
  /** Active in a live process. */
  RUNNING,
  /** Ended successfully. */
  FINISHED,
  /** Ended with a failure. */
  FAILED,
  /** The process died before the run was ended. */
  CRASHED,
  /**
   * Ended from outside: by {@link Run#kill}, or because the home was closed or the JVM shut down.
   */
  KILLED,
  /** Written by a newer version of the library. */
  UNKNOWN
}
