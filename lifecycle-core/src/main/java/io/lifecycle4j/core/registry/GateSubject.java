package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.evaluation.Evaluation;

/**
 * A version to be judged.
 *
 * @param rows its answers, row by row
 * @param label the version, such as {@code fraud:7}
 * @param data the name of the held-out rows, such as {@code payments:3/holdout}
 * @param holdout these rows, in the order of the answers; read from the store each time
 */
record GateSubject(ScoredRows rows, String label, String data, Rows holdout) {
  /** Returns the version on some of the rows, by their places, to be measured only. */
  GateSubject only(int[] places) {
    return new GateSubject(rows.only(places), label, data, holdout);
  }

  /** Returns the metrics on these rows. */
  Evaluation evaluation() {
    return rows.evaluation(label, data);
  }
}
