package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.evaluation.Evaluation;

/**
 * A version to be judged.
 *
 * @param rows its answers, row by row
 * @param evaluation its metrics on the same rows, labelled with the version, such as {@code
 *     fraud:7}
 */
public record GateSubject(ScoredRows rows, Evaluation evaluation) {
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
