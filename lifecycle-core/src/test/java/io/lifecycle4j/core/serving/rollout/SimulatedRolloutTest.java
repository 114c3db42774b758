package io.lifecycle4j.core.serving.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.serving.rollout.SimulatedRollout.Ends;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How often the rule decides wrongly, over rollouts with 5,000 requests in each arm. */
@Tag(Volume.TAG)
class SimulatedRolloutTest {
  private static final int ROLLOUTS = Volume.of(300, 1_000, 10_000);
  private static final long SEED = Volume.seed();

  private static Ends run(String what, double errors, double controlErrors, double slowness) {
    Ends ends = SimulatedRollout.run(ROLLOUTS, SEED, errors, controlErrors, slowness);
    System.out.printf(
        "%s (errors %.1f %%, control %.1f %%, %.1f times slower): %s of %s, seed %s%n",
        what, 100 * errors, 100 * controlErrors, slowness, ends, ROLLOUTS, SEED);
    return ends;
  }

  @Test
  void turnsBackAtMostOneInAHundredHealthyRollouts() {
    assertThat(run("healthy", 0.005, 0.005, 1).back()).isLessThanOrEqualTo(ROLLOUTS / 100);
  }

  @Test
  void completesAtMostOneInAHundredBadRollouts() {
    Ends ends = run("bad", 0.03, 0.005, 1);
    assertThat(ends.completed()).isLessThanOrEqualTo(ROLLOUTS / 100);
    assertThat(ends.failed()).as("found before the time is over").isGreaterThan(ROLLOUTS / 2);
  }

  @Test
  void completesAtMostOneInTwentyThatAreWorseByTheMargin() {
    Ends ends = run("worse by the margin", 0.015, 0.005, 1);
    assertThat(ends.completed()).isLessThanOrEqualTo(ROLLOUTS / 20);
    assertThat(ends.failed()).isLessThanOrEqualTo(ROLLOUTS / 100);
  }

  @Test
  void turnsBackWhatIsThreeTimesSlower() {
    assertThat(run("slow", 0.005, 0.005, 3).failed()).isEqualTo(ROLLOUTS);
  }

  @Test
  void completesNoneThatIsTwiceAsSlow() {
    assertThat(run("slower", 0.005, 0.005, 2).completed()).isZero();
  }
}
