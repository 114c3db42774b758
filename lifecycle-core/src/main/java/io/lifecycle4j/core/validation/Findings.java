package io.lifecycle4j.core.validation;

import io.lifecycle4j.schema.Row;

/** Takes what is found of rows. That a row passed is not told, so that it costs nothing. */
interface Findings {
  /** A row broke a rule. */
  void failed(int rule, Row row);

  /** A row had nothing to look at for a rule. */
  void skipped(int rule);

  default void take(CheckOutcome outcome, int rule, Row row) {
    switch (outcome) {
      case FAILED -> failed(rule, row);
      case SKIPPED -> skipped(rule);
      default -> {}
    }
  }
}
