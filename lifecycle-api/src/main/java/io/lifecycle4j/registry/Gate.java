package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Requirement;
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
   * <p>It uses the score test of non-inferiority for paired proportions (Tango 1998) for {@code
   * accuracy}, and a paired bootstrap for every other metric, one-sided at 5 %. Without a version
   * in production, it passes, and its verdict says so.
   *
   * @param metric the metric
   * @param margin how much worse the candidate version may be, in units of the metric
   */
  record NotWorseThanProduction(String metric, double margin) implements Gate {
    /** Checks the parts. */
    public NotWorseThanProduction {
      checkName("metric", metric);
      check(
          margin > 0 && Double.isFinite(margin),
          "Invalid margin for %s: %s (must be positive and finite)",
          metric,
          margin);
    }

    /**
     * Sets the margin. Default: {@value Gates#MARGIN}.
     *
     * @param newMargin how much worse the candidate version may be, in units of the metric
     * @return a gate with another margin
     */
    public NotWorseThanProduction within(double newMargin) {
      return new NotWorseThanProduction(metric, newMargin);
    }

    @Override
    public String toString() {
      return metric + " not worse than production by " + margin;
    }
  }

  /**
   * Compares the candidate version with the best of its {@linkplain io.lifecycle4j.model.Baseline
   * baselines} on the same rows.
   *
   * <p>It uses a paired bootstrap, one-sided at 5 %, and never passes with fewer than 30 rows. A
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
