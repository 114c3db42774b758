package io.lifecycle4j.core.serving.rollout;

import io.lifecycle4j.core.serving.rollout.RateDifference.Rate;
import io.lifecycle4j.core.traffic.LatencyCounts;
import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.registry.ArmFigures;
import io.lifecycle4j.registry.RolloutCriteria;
import io.lifecycle4j.registry.RolloutFigures;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Whether a step of a rollout is good enough, too bad, or undecided.
 *
 * @param reason the figures that decide
 */
record StepJudgement(Outcome outcome, String reason) {
  /** How a step is. */
  enum Outcome {
    HOLDS,
    FAILS,
    UNDECIDED
  }

  /**
   * The probability at most, for each signal and step, that a version fails that is worse by
   * exactly the margin. One that is not worse fails far more rarely.
   */
  static final double FAIL_LEVEL = 0.001;

  /** The probability at most that a version holds that is worse by exactly the margin. */
  static final double HOLD_LEVEL = 0.05;

  /** How many more requests than one in a hundred may take longer than the tail of the control. */
  private static final double SLOW_MARGIN = 0.01;

  private static final long TAIL_OF = 100;

  /** Below this, caches and the scheduler decide which arm is faster, not the versions. */
  private static final double NEVER_SLOW_NANOS = 100_000;

  /**
   * Judges a step.
   *
   * <p>A version fails by the counts of this step, so that earlier good ones do not hide a new
   * fault. It holds by the counts of all steps together, unless it looks worse in this one.
   *
   * @param before the sums of all steps before
   * @param canary the counts of the version in this step
   * @param control the figures of the control in this step
   */
  static StepJudgement of(
      RolloutCriteria criteria, RolloutFigures before, TrafficCounts canary, ArmFigures control) {
    RolloutFigures now = new RolloutFigures(canary.figures(), control);
    return rate("errors", ArmFigures::errors, criteria, before, now)
        .and(rate("refusals", ArmFigures::refusals, criteria, before, now))
        .and(latency(criteria, now, canary.latencies()))
        .and(requests(criteria, now));
  }

  /** Returns this judgement, but undecided if it holds without counts that cannot be read. */
  StepJudgement unless(Optional<String> corrupt) {
    return corrupt
        .map(name -> new StepJudgement(Outcome.UNDECIDED, "journal " + name + " is corrupt"))
        .map(this::and)
        .orElse(this);
  }

  private StepJudgement and(StepJudgement other) {
    if (outcome == other.outcome) {
      return new StepJudgement(outcome, reason + "; " + other.reason);
    }
    boolean mine = outcome == Outcome.FAILS || other.outcome == Outcome.HOLDS;
    return mine ? this : other;
  }

  private static StepJudgement rate(
      String what,
      ToLongFunction<ArmFigures> bad,
      RolloutCriteria criteria,
      RolloutFigures before,
      RolloutFigures now) {
    Rate step = rate(now.canary(), bad);
    Rate beside = rate(now.control(), bad);
    String reason = what + " " + said(step) + ", control " + said(beside);
    if (RateDifference.isAbove(step, beside, criteria.margin(), FAIL_LEVEL)) {
      return new StepJudgement(Outcome.FAILS, reason);
    }
    RolloutFigures sum = before.plus(now);
    Rate all = rate(sum.canary(), bad);
    Rate allBeside = rate(sum.control(), bad);
    boolean holds =
        step.value() - beside.value() <= criteria.margin()
            && RateDifference.isBelow(all, allBeside, criteria.margin(), HOLD_LEVEL);
    return new StepJudgement(holds ? Outcome.HOLDS : Outcome.UNDECIDED, reason);
  }

  private static Rate rate(ArmFigures arm, ToLongFunction<ArmFigures> bad) {
    return new Rate(bad.applyAsLong(arm), arm.requests());
  }

  private static String said(Rate rate) {
    return String.format(Locale.ROOT, "%.2f %% of %d", 100 * rate.value(), rate.all());
  }

  /**
   * Compares how many requests take longer than a multiple of the 99th percentile of the control,
   * which one in a hundred of its own requests exceeds. A tenth of a millisecond is never too slow.
   */
  private static StepJudgement latency(
      RolloutCriteria criteria, RolloutFigures now, LatencyCounts latencies) {
    long tail = now.control().latencyP99().toNanos();
    long nanos = now.canary().latencyP99().toNanos();
    double limit = Math.max(criteria.latencyWithin() * tail, NEVER_SLOW_NANOS);
    Rate slow = new Rate(latencies.above(limit), now.canary().requests());
    Rate beside = new Rate(now.control().requests() / TAIL_OF, now.control().requests());
    String reason =
        String.format(Locale.ROOT, "p99 %.3f ms, control %.3f ms", nanos / 1e6, tail / 1e6);
    if (tail > 0 && RateDifference.isAbove(slow, beside, SLOW_MARGIN, FAIL_LEVEL)) {
      return new StepJudgement(Outcome.FAILS, reason);
    }
    return new StepJudgement(nanos <= limit ? Outcome.HOLDS : Outcome.UNDECIDED, reason);
  }

  private static StepJudgement requests(RolloutCriteria criteria, RolloutFigures now) {
    long fewest = Math.min(now.canary().requests(), now.control().requests());
    return fewest >= criteria.minimumRequests()
        ? new StepJudgement(Outcome.HOLDS, "enough requests")
        : new StepJudgement(
            Outcome.UNDECIDED,
            fewest + " requests (needs " + criteria.minimumRequests() + " in each arm)");
  }
}
