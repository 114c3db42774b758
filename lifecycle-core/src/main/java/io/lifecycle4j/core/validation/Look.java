package io.lifecycle4j.core.validation;

/** What one look at one row found. */
enum Look {
  PASSED,
  FAILED,
  /** There was nothing to look at: a cell is missing. */
  SKIPPED;

  static Look of(boolean passed) {
    return passed ? PASSED : FAILED;
  }
}
