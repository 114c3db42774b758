package io.lifecycle4j.validation;

/** The verdict of a report. More may come: a switch needs a default branch. */
public enum Outcome {
  /** Every rule holds, but perhaps for some that only inform. */
  PASSED,
  /** A rule that warns is broken. */
  WARNED,
  /** A rule that is an error is broken. */
  FAILED
}
