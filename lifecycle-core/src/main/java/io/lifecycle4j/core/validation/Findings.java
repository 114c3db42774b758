package io.lifecycle4j.core.validation;

import io.lifecycle4j.schema.Row;

/** Receives what checks find. Passed checks are not reported, so that they cost nothing. */
interface Findings {
  void failed(int rule, Row row);

  /** The rule had nothing to check in a row. */
  void skipped(int rule);

  default void take(CheckOutcome outcome, int rule, Row row) {
    switch (outcome) {
      case FAILED -> failed(rule, row);
      case SKIPPED -> skipped(rule);
      default -> {}
    }
  }
}
