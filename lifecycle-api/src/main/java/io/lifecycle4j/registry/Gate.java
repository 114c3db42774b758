package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.evaluation.Evaluation;
import java.util.Optional;

/**
 * A requirement that needs more than the metrics of the candidate.
 *
 * <p>More gates may come: a switch needs a default branch.
 */
public sealed interface Gate extends Requirement {
  /**
   * Compares the candidate with the production version on the same rows.
   *
   * <p>For {@code accuracy} the score test of non-inferiority for paired proportions (Tango 1998);
   * for every other metric a paired bootstrap. One-sided at 5 %. Without a production version it
   * passes and says so.
   *
   * @param metric the metric
   * @param margin how much worse the candidate may be, in units of the metric
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
     * @param newMargin how much worse the candidate may be, in units of the metric
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
   * A check of one's own.
   *
   * @param name what it requires, in words
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

  /** Looks at a candidate. */
  @FunctionalInterface
  interface Check {
    /**
     * Judges a candidate. What it throws counts as {@link Verdict#ERROR}.
     *
     * @param candidate what the candidate scored on the holdout
     * @param production what the production version scored on the same rows, if there is one
     * @return whether the candidate may go on
     */
    boolean passes(Evaluation candidate, Optional<Evaluation> production);
  }
}
