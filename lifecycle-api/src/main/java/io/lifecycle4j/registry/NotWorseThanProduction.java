package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.schema.MetricRange;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares the candidate version with the version in production on the same rows.
 *
 * <p>It uses the score test of non-inferiority for paired proportions (Tango 1998) for a share of
 * the same rows, such as {@code accuracy} or {@code recall}, and a paired bootstrap for every other
 * metric, one-sided at the level of the {@linkplain io.lifecycle4j.evaluation.HoldoutLook.Spent
 * look}, at most 5 %. The bootstrap never passes with fewer than 30 rows that the metric
 * {@linkplain io.lifecycle4j.schema.Scores#basis rests on}. Without a version in production, the
 * gate passes, and its verdict says so.
 *
 * @param metric the metric
 * @param margin how much worse the candidate version may be, in units of the metric
 * @param columns the value of each column, as {@link Subject.Slice} describes it, that selects the
 *     rows that are compared; empty for all held-out rows
 */
public record NotWorseThanProduction(String metric, double margin, Map<String, String> columns)
    implements Gate {
  /** Checks the parts. */
  public NotWorseThanProduction {
    columns = new ComparedMetric(metric, columns).columns();
    check(
        margin > 0 && Double.isFinite(margin),
        "Invalid margin for %s: %s (must be positive and finite)",
        metric,
        margin);
  }

  /**
   * Creates a gate on all held-out rows.
   *
   * @param metric the metric
   * @param margin how much worse the candidate version may be, in units of the metric
   */
  public NotWorseThanProduction(String metric, double margin) {
    this(metric, margin, Map.of());
  }

  /**
   * Sets the margin. Default: {@value Gates#MARGIN}.
   *
   * @param newMargin how much worse the candidate version may be, in units of the metric
   * @return a gate with another margin
   */
  public NotWorseThanProduction within(double newMargin) {
    return new NotWorseThanProduction(metric, newMargin, columns);
  }

  /**
   * Compares only the rows in which a column has a value. After several calls, rows must match all
   * of them. A slice without rows has the verdict {@link Verdict#ERROR}. Default: all held-out
   * rows.
   *
   * @param column the column of the dataset
   * @param value the value as {@link Subject.Slice} describes it, such as {@code DE} or {@code
   *     2024}
   * @return a gate on fewer rows
   */
  public NotWorseThanProduction where(String column, String value) {
    return new NotWorseThanProduction(metric, margin, compared().where(column, value));
  }

  private ComparedMetric compared() {
    return new ComparedMetric(metric, columns);
  }

  @Override
  public String id() {
    return "not_worse_than_production";
  }

  @Override
  public Set<GateNeed> needs() {
    return compared().needs(margin);
  }

  @Override
  public List<String> doubts(Task<?> task) {
    MetricRange range = required(task, "task").findMetric(metric).orElseThrow().range();
    return margin < range.greatest() - range.least()
        ? List.of()
        : List.of(this + " always passes (the margin is as wide as all values of the metric)");
  }

  @Override
  public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
    return compared()
        .judge(this, candidate, production, comparison -> comparison.notWorseBy(margin));
  }

  @Override
  public String toString() {
    return compared() + " not worse than production by " + margin;
  }
}
