package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.evaluation.Evaluation;

/**
 * A version that gates look at.
 *
 * @param rows what it gave, row by row
 * @param evaluation what it scored on the same rows, under its label, such as {@code fraud:7}
 */
public record GateSubject(ScoredRows rows, Evaluation evaluation) {
  /** Checks the parts. */
  public GateSubject {
    required(rows, "rows");
    required(evaluation, "evaluation");
    check(
        rows.rows() == evaluation.rows(),
        "Invalid evaluation of %s: %s rows (the scores have %s)",
        evaluation.model(),
        evaluation.rows(),
        rows.rows());
  }
}
