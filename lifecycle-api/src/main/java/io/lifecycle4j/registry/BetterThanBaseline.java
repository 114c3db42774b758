package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkMetric;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Optional;
import java.util.Set;

/**
 * Compares the candidate version with the best of its {@linkplain io.lifecycle4j.model.Baseline
 * baselines} on the same rows.
 *
 * <p>It uses McNemar's test for a {@linkplain io.lifecycle4j.schema.Scores#counted share} of the
 * same rows, and a paired bootstrap for other metrics, one-sided at 5 %. It never passes with fewer
 * than 30 rows that the metric {@linkplain io.lifecycle4j.schema.Scores#basis rests on}. A version
 * without baselines has the verdict {@link Verdict#ERROR}.
 *
 * @param metric the metric
 */
public record BetterThanBaseline(String metric) implements Gate {
  /** Checks the metric. */
  public BetterThanBaseline {
    checkMetric(metric);
  }

  @Override
  public String id() {
    return "better_than_baseline";
  }

  @Override
  public Set<GateNeed> needs() {
    return Set.of(new GateNeed.Compared(metric), new GateNeed.Baselines(metric));
  }

  @Override
  public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
    required(production, "version in production");
    return required(candidate, "candidate").compareWithBaselines(metric).better().of(toString());
  }

  @Override
  public String toString() {
    return metric + " better than every baseline";
  }
}
