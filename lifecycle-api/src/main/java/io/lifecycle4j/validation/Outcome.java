package io.lifecycle4j.validation;

/** The outcome of a validation. Constants may be added: a switch needs a default branch. */
public enum Outcome {
  /** Every rule holds, except possibly rules of severity INFO. */
  PASSED,
  /** A rule of severity WARN is broken, and none of severity ERROR. */
  WARNED,
  /** A rule of severity ERROR is broken. */
  FAILED
}
