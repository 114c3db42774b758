package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.evaluation.EvaluatedVersion;
import java.util.Optional;

/**
 * A requirement that needs more than the metrics of the candidate version.
 *
 * <p>Gates may be added: a switch needs a default branch.
 */
public sealed interface Gate extends Requirement {
  /**
   * Compares the candidate version with the version in production on the same rows.
   *
   * <p>It uses the score test of non-inferiority for paired proportions (Tango 1998) for a share of
   * the same rows, such as {@code accuracy} or {@code recall}, and a paired bootstrap for every
   * other metric, one-sided at 5 %. The bootstrap never passes with fewer than 30 rows that the
   * metric {@linkplain io.lifecycle4j.schema.Scores#basis rests on}. Without a version in
   * production, the gate passes, and its verdict says so.
   *
   * @param metric the metric
   * @param margin how much worse the candidate version may be, in units of the metric
   * @param slice the metric on the rows that are compared; empty for all held-out rows
   */
  record NotWorseThanProduction(String metric, double margin, Optional<Subject.Slice> slice)
      implements Gate {
    /** Checks the parts. */
    public NotWorseThanProduction {
      checkName("metric", metric);
      check(
          margin > 0 && Double.isFinite(margin),
          "Invalid margin for %s: %s (must be positive and finite)",
          metric,
          margin);
      String key = required(slice, "slice").map(Subject.Slice::key).orElse(metric);
      check(key.equals(metric), "Invalid slice of %s: it is one of %s", metric, key);
    }

    /**
     * Creates a gate on all held-out rows.
     *
     * @param metric the metric
     * @param margin how much worse the candidate version may be, in units of the metric
     */
    public NotWorseThanProduction(String metric, double margin) {
      this(metric, margin, Optional.empty());
    }

    /**
     * Sets the margin. Default: {@value Gates#MARGIN}.
     *
     * @param newMargin how much worse the candidate version may be, in units of the metric
     * @return a gate with another margin
     */
    public NotWorseThanProduction within(double newMargin) {
      return new NotWorseThanProduction(metric, newMargin, slice);
    }

    /**
     * Compares only the rows in which a column has a value. After several calls, rows must match
     * all of them. A slice without rows has the verdict {@link Verdict#ERROR}. Default: all
     * held-out rows.
     *
     * @param column the column of the dataset
     * @param value the value as {@link Subject.Slice} describes it, such as {@code DE} or {@code
     *     2024}
     * @return a gate on fewer rows
     */
    public NotWorseThanProduction where(String column, String value) {
      Subject.Slice fewer =
          slice
              .map(rows -> rows.where(column, value))
              .orElseGet(() -> new Subject.Metric(metric).where(column, value));
      return new NotWorseThanProduction(metric, margin, Optional.of(fewer));
    }

    @Override
    public String toString() {
      return slice.map(Subject::words).orElse(metric) + " not worse than production by " + margin;
    }
  }

  /**
   * Compares the candidate version with the best of its {@linkplain io.lifecycle4j.model.Baseline
   * baselines} on the same rows.
   *
   * <p>It uses McNemar's test for a {@linkplain io.lifecycle4j.schema.Scores#counted share} of the
   * same rows, and a paired bootstrap for other metrics, one-sided at 5 %. It never passes with
   * fewer than 30 rows that the metric {@linkplain io.lifecycle4j.schema.Scores#basis rests on}. A
   * version without baselines has the verdict {@link Verdict#ERROR}.
   *
   * @param metric the metric
   */
  record BetterThanBaseline(String metric) implements Gate {
    /** Checks the metric. */
    public BetterThanBaseline {
      checkName("metric", metric);
    }

    @Override
    public String toString() {
      return metric + " better than every baseline";
    }
  }

  /**
   * A custom gate, on metrics or on the held-out rows themselves.
   *
   * @param name a description of the requirement
   * @param check the check
   */
  record Custom(String name, Check check) implements Gate {
    /** Checks the parts. */
    public Custom {
      checkName("gate", name);
      required(check, "check of gate " + name);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Judges a candidate version. */
  @FunctionalInterface
  interface Check {
    /**
     * Judges a candidate version. If it throws, the verdict is {@link Verdict#ERROR}.
     *
     * @param candidate the candidate version, evaluated on the holdout; usable until this method
     *     returns
     * @param production the version in production, evaluated on the same rows, if there is one
     * @return whether the candidate version passes
     */
    boolean passes(EvaluatedVersion candidate, Optional<EvaluatedVersion> production);
  }
}
