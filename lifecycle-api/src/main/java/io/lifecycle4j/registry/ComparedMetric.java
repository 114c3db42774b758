package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkMetric;
import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Subject;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
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

  Set<GateNeed> needs() {
    Set<GateNeed> needs = new HashSet<>();
    needs.add(GateNeed.PRODUCTION);
    needs.add(new GateNeed.Compared(metric));
    if (!columns.isEmpty()) {
      needs.add(new GateNeed.Slice(columns));
    }
    return Set.copyOf(needs);
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
    Optional<String> problem = rows.findProblem(metric);
    if (problem.isPresent()) { // also without a rival, what cannot be measured must not pass
      return GateVerdict.builder(gate.toString(), Verdict.ERROR, problem.get()).build();
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
