package io.lifecycle4j.core.validation;

/** The outcome of one check of one row. */
enum CheckOutcome {
  PASSED,
  FAILED,
  /** There was nothing to check: a cell is missing. */
  SKIPPED;

  static CheckOutcome of(boolean passed) {
    return passed ? PASSED : FAILED;
  }
}
