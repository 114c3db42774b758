package io.lifecycle4j.core.validation;

/** What a check found of one row. */
enum CheckOutcome {
  PASSED,
  FAILED,
  /** There was nothing to check: a cell is missing. */
  SKIPPED;

  static CheckOutcome of(boolean passed) {
    return passed ? PASSED : FAILED;
  }
}
