package io.lifecycle4j.core.registry.gates;

import io.lifecycle4j.core.evaluation.ScoredArrays;
import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Tasks;

/** Makes versions with given rights and wrongs, or given errors. */
final class Subjects {
  private static final String DATA = "clothes:1/holdout";

  private Subjects() {}

  /** A classifier that is wrong on the rows from one to another. */
  static GateSubject wrongOn(String label, int rows, int from, int to) {
    float[] outputs = new float[2 * rows];
    for (int row = 0; row < rows; row++) {
      boolean wrong = row >= from && row < to;
      outputs[2 * row + (wrong ? 1 : 0)] = 1;
    }
    return subject(
        label, ScoredArrays.of(Tasks.classification("kind", "a", "b"), outputs, new double[rows]));
  }

  /** A regression whose outputs are its errors. */
  static GateSubject errors(String label, float... errors) {
    return subject(
        label, ScoredArrays.of(Tasks.regression("price"), errors, new double[errors.length]));
  }

  private static GateSubject subject(String label, ScoredRows rows) {
    return new GateSubject(rows, label, DATA, HeldOut.empty());
  }

  /** The same version, judged on rows with columns. */
  static GateSubject on(Rows holdout, GateSubject subject) {
    return new GateSubject(subject.rows(), subject.label(), subject.data(), holdout);
  }
}
