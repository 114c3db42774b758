package io.lifecycle4j.core.serving.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.serving.rollout.StepJudgement.Outcome;
import io.lifecycle4j.core.traffic.LatencyCounts;
import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.registry.ArmFigures;
import io.lifecycle4j.registry.RolloutCriteria;
import io.lifecycle4j.registry.RolloutFigures;
import io.lifecycle4j.registry.Undecided;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepJudgementTest {
  private static final RolloutCriteria CRITERIA =
      new RolloutCriteria(0.01, 1_000, 1.5, Duration.ofHours(1), Undecided.BACK);
  private static final ArmFigures CONTROL = arm(5_000, 25, 5, 1_000_000).figures();

  private static TrafficCounts arm(int requests, long errors, long refusals, long nanos) {
    long[] counts = new long[LatencyCounts.BUCKETS];
    counts[LatencyCounts.bucket(nanos)] = requests;
    return new TrafficCounts(requests, errors, refusals, new LatencyCounts(counts));
  }

  private static StepJudgement judge(TrafficCounts canary) {
    return StepJudgement.of(CRITERIA, RolloutFigures.NONE, canary, CONTROL);
  }

  @Test
  void holdsWithAllItsFigures() {
    assertThat(judge(arm(5_000, 24, 4, 900_000)))
        .isEqualTo(
            new StepJudgement(
                Outcome.HOLDS,
                "errors 0.48 % of 5000, control 0.50 % of 5000; refusals 0.08 % of 5000, control"
                    + " 0.10 % of 5000; p99 0.918 ms, control 1.016 ms; enough requests"));
  }

  @Test
  void failsByErrorsRefusalsOrLatency() {
    assertThat(judge(arm(5_000, 150, 5, 900_000)))
        .isEqualTo(
            new StepJudgement(Outcome.FAILS, "errors 3.00 % of 5000, control 0.50 % of 5000"));
    assertThat(judge(arm(5_000, 25, 200, 900_000)))
        .isEqualTo(
            new StepJudgement(Outcome.FAILS, "refusals 4.00 % of 5000, control 0.10 % of 5000"));
    assertThat(judge(arm(5_000, 25, 5, 2_000_000)))
        .isEqualTo(new StepJudgement(Outcome.FAILS, "p99 2.032 ms, control 1.016 ms"));
  }

  @Test
  void isUndecidedWithTooFewRequests() {
    assertThat(judge(arm(999, 0, 0, 900_000)))
        .isEqualTo(new StepJudgement(Outcome.UNDECIDED, "999 requests (needs 1000 in each arm)"));
  }

  @Test
  void doesNotHoldWithoutCountsThatCannotBeRead() {
    Optional<String> corrupt = Optional.of("rollout-counts-1");
    assertThat(judge(arm(5_000, 24, 4, 900_000)).unless(corrupt))
        .isEqualTo(new StepJudgement(Outcome.UNDECIDED, "journal rollout-counts-1 is corrupt"));
    assertThat(judge(arm(5_000, 150, 5, 900_000)).unless(corrupt).outcome())
        .isEqualTo(Outcome.FAILS);
  }

  @Test
  void doesNotHoldByEarlierStepsIfItLooksWorseInThisOne() {
    RolloutFigures before =
        new RolloutFigures(
            arm(100_000, 500, 0, 1_000_000).figures(), arm(100_000, 500, 0, 1_000_000).figures());
    ArmFigures control = arm(1_000, 5, 0, 1_000_000).figures();
    TrafficCounts worse = arm(1_000, 20, 0, 1_000_000);
    assertThat(StepJudgement.of(CRITERIA, before, worse, control).outcome())
        .isEqualTo(Outcome.UNDECIDED);
    TrafficCounts good = arm(1_000, 12, 0, 1_000_000);
    assertThat(StepJudgement.of(CRITERIA, before, good, control).outcome())
        .isEqualTo(Outcome.HOLDS);
    assertThat(StepJudgement.of(CRITERIA, RolloutFigures.NONE, good, control).outcome())
        .as("without the earlier steps")
        .isEqualTo(Outcome.UNDECIDED);
  }

  @Test
  void comparesNoLatenciesThatNobodyNotices() {
    ArmFigures fast = arm(5_000, 25, 5, 10_000).figures();
    TrafficCounts slower = arm(5_000, 25, 5, 90_000);
    TrafficCounts slow = arm(5_000, 25, 5, 200_000);
    assertThat(StepJudgement.of(CRITERIA, RolloutFigures.NONE, slower, fast).outcome())
        .isEqualTo(Outcome.HOLDS);
    assertThat(StepJudgement.of(CRITERIA, RolloutFigures.NONE, slow, fast).outcome())
        .isEqualTo(Outcome.FAILS);
  }
}
