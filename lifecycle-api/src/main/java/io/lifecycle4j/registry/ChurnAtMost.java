package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.evaluation.AnswerChanges;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Bounds how many logged requests get another answer from the candidate version than from the
 * version in production, whichever of the two answers is right.
 *
 * <p>It answers the newest 10,000 logged requests by both versions, see {@link
 * JudgedVersion#changesFrom}. Without a version in production, the gate passes, and its verdict
 * says so. If too few requests can be compared, the verdict is {@link Verdict#INCONCLUSIVE}.
 *
 * @param share the greatest share of the compared requests that get another answer, 0 to 1
 * @param tolerance how far two predicted numbers may differ to count as the same answer
 * @param leastRequests how many requests must be compared at least
 */
public record ChurnAtMost(double share, double tolerance, int leastRequests) implements Gate {
  /** Checks the parts. */
  public ChurnAtMost {
    check(share >= 0 && share <= 1, "Invalid share of answers: %s (must be 0 to 1)", share);
    check(
        tolerance >= 0 && Double.isFinite(tolerance),
        "Invalid tolerance: %s (must be finite and at least 0)",
        tolerance);
    check(leastRequests >= 1, "Invalid number of requests: %s (must be at least 1)", leastRequests);
  }

  /**
   * Sets how far two predicted numbers may differ to count as the same answer. Default: not at all.
   *
   * @param difference the difference; finite, at least 0
   * @return a gate with another tolerance
   */
  public ChurnAtMost tolerance(double difference) {
    return new ChurnAtMost(share, difference, leastRequests);
  }

  /**
   * Sets how many requests must be compared at least. Default: {@value Gates#LEAST_REQUESTS}.
   *
   * @param requests the number of requests, at least 1
   * @return a gate that needs more or fewer requests
   */
  public ChurnAtMost minimumRequests(int requests) {
    return new ChurnAtMost(share, tolerance, requests);
  }

  @Override
  public String id() {
    return "churn_at_most";
  }

  @Override
  public Set<GateNeed> needs() {
    return Set.of(GateNeed.PRODUCTION, GateNeed.MORE_THAN_ROWS);
  }

  @Override
  public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
    required(candidate, "candidate");
    return required(production, "version in production")
        .map(before -> judge(candidate.changesFrom(before, tolerance)))
        .orElseGet(() -> GateVerdict.passed(toString(), Gates.NO_PRODUCTION));
  }

  private GateVerdict judge(AnswerChanges changes) {
    GateVerdict.Builder verdict =
        changes.compared() < leastRequests
            ? GateVerdict.builder(
                toString(),
                Verdict.INCONCLUSIVE,
                String.format(
                    "%s can be compared (needs at least %s)%s",
                    counted(changes.compared(), "logged request"),
                    leastRequests,
                    changes.leftOutInWords()))
            : GateVerdict.builder(
                toString(), changes.share() <= share ? Verdict.PASS : Verdict.FAIL, said(changes));
    return verdict
        .figure("requests", (double) changes.requests())
        .figure("compared", (double) changes.compared())
        .figure("changed", (double) changes.changed())
        .build();
  }

  /** Names no value of an input: what is logged may be erased, and the audit trail may not. */
  private String said(AnswerChanges changes) {
    return String.format(
        Locale.ROOT, "%s: %.4f of them (needs at most %s)", changes, changes.share(), share);
  }

  @Override
  public String toString() {
    return "at most "
        + share
        + " of the answers change"
        + (tolerance > 0 ? " by more than " + tolerance : "");
  }
}
