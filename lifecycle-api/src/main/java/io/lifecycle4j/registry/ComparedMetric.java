package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkMetric;
import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Subject;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/**
 * A metric that a gate compares with production, of all held-out rows or of a slice.
 *
 * @param columns the value of each column that selects the rows; empty for all
 */
record ComparedMetric(String metric, Map<String, String> columns) {
  /** Checks the parts. */
  ComparedMetric {
    checkMetric(metric);
    columns = copy(columns, "columns of a slice");
    columns.keySet().forEach(column -> checkName("column", column));
  }

  private Optional<Subject.Slice> slice() {
    return columns.isEmpty() ? Optional.empty() : Optional.of(new Subject.Slice(metric, columns));
  }

  /** Returns the columns of fewer rows. */
  Map<String, String> where(String column, String value) {
    return slice()
        .map(rows -> rows.where(column, value))
        .orElseGet(() -> new Subject.Metric(metric).where(column, value))
        .columns();
  }

  /** Returns what a gate needs that lets the candidate be worse by a margin, 0 if it must not. */
  Set<GateNeed> needs(double margin) {
    return columns.isEmpty()
        ? Set.of(GateNeed.PRODUCTION, new GateNeed.Compared(metric, OptionalDouble.of(margin)))
        : Set.of(GateNeed.PRODUCTION, new GateNeed.Compared(metric), new GateNeed.Slice(columns));
  }

  /** Judges by a test; passes without a version in production. */
  GateVerdict judge(
      Gate gate,
      JudgedVersion candidate,
      Optional<JudgedVersion> production,
      Function<Comparison, GateVerdict> test) {
    required(candidate, "candidate");
    required(production, "version in production");
    JudgedVersion rows = slice().map(candidate::where).orElse(candidate);
    Optional<GateVerdict> problem = rows.findProblem(metric);
    if (problem.isPresent()) { // also without a rival, what cannot be measured must not pass
      return problem.get().of(gate.toString());
    }
    return production
        .map(rival -> rows.compare(metric, slice().map(rival::where).orElse(rival)))
        .map(comparison -> test.apply(comparison).of(gate.toString()))
        .orElseGet(() -> GateVerdict.passed(gate.toString(), Gates.NO_PRODUCTION));
  }

  /** Returns the metric in words, with the slice. */
  @Override
  public String toString() {
    return slice().map(Subject::words).orElse(metric);
  }
}
