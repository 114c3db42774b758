package io.lifecycle4j.registry;

import io.lifecycle4j.condition.Subject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Requires that the candidate version is better than the version in production on the same rows.
 *
 * <p>It uses McNemar's test for a {@linkplain io.lifecycle4j.schema.Scores#counted share} of the
 * same rows, and a paired bootstrap for other metrics, one-sided: of candidates that are no better,
 * no more pass than the level of the {@linkplain io.lifecycle4j.evaluation.HoldoutLook.Spent look}
 * allows, at most one in twenty. It never passes with fewer than 30 rows that the metric
 * {@linkplain io.lifecycle4j.schema.Scores#basis rests on}. If there are too few rows to tell, the
 * verdict names the difference that they can show with a power of 80 %. Without a version in
 * production, the gate passes, and its verdict says so.
 *
 * @param metric the metric
 * @param columns the value of each column, as {@link Subject.Slice} describes it, that selects the
 *     rows that are compared; empty for all held-out rows
 */
public record BetterThanProduction(String metric, Map<String, String> columns) implements Gate {
  /** Checks the parts. */
  public BetterThanProduction {
    columns = new ComparedMetric(metric, columns).columns();
  }

  /**
   * Compares only the rows in which a column has a value, like {@link
   * NotWorseThanProduction#where}. Default: all held-out rows.
   *
   * @param column the column of the dataset
   * @param value the value as {@link Subject.Slice} describes it
   * @return a gate on fewer rows
   */
  public BetterThanProduction where(String column, String value) {
    return new BetterThanProduction(metric, compared().where(column, value));
  }

  private ComparedMetric compared() {
    return new ComparedMetric(metric, columns);
  }

  @Override
  public String id() {
    return "better_than_production";
  }

  @Override
  public Set<GateNeed> needs() {
    return compared().needs(0);
  }

  @Override
  public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
    return compared().judge(this, candidate, production, Comparison::better);
  }

  @Override
  public String toString() {
    return compared() + " better than production";
  }
}
