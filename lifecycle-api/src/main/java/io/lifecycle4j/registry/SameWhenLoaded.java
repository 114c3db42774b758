package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.number;
import static io.lifecycle4j.error.Preconditions.required;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Requires that a fresh copy of the candidate version computes what was recorded of it.
 *
 * <p>The golden rows of a version are recorded when it is registered, maybe on another machine, or
 * by another engine. See {@link JudgedVersion#findGoldenDifference}. A version without golden rows
 * has the verdict {@link Verdict#INCONCLUSIVE}.
 *
 * @param most the largest difference of an output, as a share of the recorded number; numbers below
 *     1 count as 1
 */
public record SameWhenLoaded(double most) implements Gate {
  private static final int DIGITS = 3;

  /** Checks the bound. */
  public SameWhenLoaded {
    check(
        most >= 0 && Double.isFinite(most),
        "Invalid difference of outputs: %s (must be finite and at least 0)",
        most);
  }

  /**
   * Sets how far outputs may differ. Default: {@value Gates#GOLDEN_DIFFERENCE}.
   *
   * @param difference as a share of the recorded number
   * @return a gate with another bound
   */
  public SameWhenLoaded within(double difference) {
    return new SameWhenLoaded(difference);
  }

  @Override
  public String id() {
    return "same_when_loaded";
  }

  @Override
  public Set<GateNeed> needs() {
    return Set.of(GateNeed.MORE_THAN_ROWS);
  }

  @Override
  public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
    required(production, "version in production");
    OptionalDouble found = required(candidate, "candidate").findGoldenDifference();
    if (found.isEmpty()) {
      return GateVerdict.builder(
              toString(), Verdict.INCONCLUSIVE, "the version has no golden rows to compare with")
          .build();
    }
    double difference = found.getAsDouble();
    GateVerdict.Builder verdict =
        GateVerdict.builder(
            toString(),
            difference <= most ? Verdict.PASS : Verdict.FAIL, // also if it is NaN
            String.format(
                "outputs of a fresh copy for the golden rows differ by at most %s from the"
                    + " recorded ones (needs at most %s)",
                brief(difference), number(most)));
    return (Double.isFinite(difference) ? verdict.figure("golden_difference", difference) : verdict)
        .build();
  }

  /** Rounds, unless a difference beyond the bound would then look as if it were within. */
  private String brief(double difference) {
    if (!Double.isFinite(difference)) {
      return String.valueOf(difference);
    }
    double rounded = new BigDecimal(difference).round(new MathContext(DIGITS)).doubleValue();
    return number(rounded <= most && difference > most ? difference : rounded);
  }

  @Override
  public String toString() {
    return "same outputs when loaded within " + number(most);
  }
}
