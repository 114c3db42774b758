package io.lifecycle4j.core.serving.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.serving.rollout.SimulatedRollout.Ends;
import io.lifecycle4j.core.serving.rollout.SimulatedRollout.Version;
import org.junit.jupiter.api.Test;

/** How often the rule decides wrongly, over rollouts with 5,000 requests in each arm. */
@OnlyLarger
class SimulatedRolloutTest {
  private static final int ROLLOUTS = Volume.of(300, 300, 10_000);

  /** Of versions that the rule finds at once, or with a wide margin. */
  private static final int FEWER = ROLLOUTS / 5;

  private static final long SEED = Volume.seed();

  private static Ends run(Version version, int rollouts) {
    Ends ends = SimulatedRollout.run(rollouts, SEED, version);
    System.out.printf("%s: %s of %s, seed %s%n", version, ends, rollouts, SEED);
    return ends;
  }

  private static Ends fewer(String what, double errors, double controlErrors, double slowness) {
    return run(new Version(what, errors, controlErrors, slowness), FEWER);
  }

  private static Ends published(Version version) {
    return SimulatedRollout.run(SimulatedRollout.ROLLOUTS, SimulatedRollout.SEED, version);
  }

  /** The guide and the record of the decision have these figures. */
  @Test
  void endsAsPublished() {
    assumeTrue(Volume.of(0, 0, 1) > 0, "benchmarks/run.sh serving rollout prints them too");
    assertThat(published(Version.HEALTHY)).isEqualTo(new Ends(1_000, 0, 0, 1_200));
    assertThat(published(Version.BAD)).isEqualTo(new Ends(0, 914, 86, 3_150));
  }

  @Test
  void turnsBackAtMostOneInAHundredHealthyRollouts() {
    Ends ends = run(Version.HEALTHY, ROLLOUTS);
    assertThat(ends.back()).isLessThanOrEqualTo(ROLLOUTS / 100);
  }

  @Test
  void completesAtMostOneInAHundredBadRollouts() {
    Ends ends = run(Version.BAD, ROLLOUTS);
    assertThat(ends.completed()).isLessThanOrEqualTo(ROLLOUTS / 100);
    assertThat(ends.failed()).as("found before the time is over").isGreaterThan(ROLLOUTS / 2);
  }

  @Test
  void completesAtMostOneInTwentyThatAreWorseByTheMargin() {
    Ends ends = fewer("worse by the margin", 0.015, 0.005, 1);
    assertThat(ends.completed()).isLessThanOrEqualTo(FEWER / 20);
    assertThat(ends.failed()).isLessThanOrEqualTo(FEWER / 100);
  }

  @Test
  void turnsBackWhatIsThreeTimesSlower() {
    assertThat(fewer("slow", 0.005, 0.005, 3).failed()).isEqualTo(FEWER);
  }

  @Test
  void completesNoneThatIsTwiceAsSlow() {
    assertThat(fewer("slower", 0.005, 0.005, 2).completed()).isZero();
  }
}
