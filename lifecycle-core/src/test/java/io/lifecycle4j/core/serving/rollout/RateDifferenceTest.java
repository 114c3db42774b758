package io.lifecycle4j.core.serving.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.serving.rollout.RateDifference.Rate;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateDifferenceTest {
  private static final double MARGIN = 0.01;

  private static boolean above(long bad, long other, int requests) {
    return RateDifference.isAbove(
        new Rate(bad, requests), new Rate(other, requests), MARGIN, StepJudgement.FAIL_LEVEL);
  }

  private static boolean below(long bad, long other, int requests) {
    return RateDifference.isBelow(
        new Rate(bad, requests), new Rate(other, requests), MARGIN, StepJudgement.HOLD_LEVEL);
  }

  private static int first(IntPredicate decided) {
    return IntStream.rangeClosed(1, 10_000).filter(decided).findFirst().orElseThrow();
  }

  @Test
  void findsAVersionThatAlwaysFailsAfterAFewRequests() {
    assertThat(first(requests -> above(requests, 0, requests))).isBetween(10, 25);
  }

  @Test
  void letsNoVersionPassThatHadNoErrorsInAFewHundredRequests() {
    assertThat(first(requests -> below(0, 0, requests))).isBetween(700, 900);
  }

  @ParameterizedTest
  @CsvSource({
    "150, 25, 5000, true, false", // 3 % and 0.5 %
    "90, 25, 5000, false, false", // 1.8 %: above the margin by too little
    "25, 25, 5000, false, true",
    "0, 0, 100, false, false",
    "0, 50, 100, false, true", // far better
    "100, 100, 100, false, false", // all fail in both
    "0, 0, 0, false, false"
  })
  void decidesByTheMargin(long bad, long other, int requests, boolean above, boolean below) {
    assertThat(above(bad, other, requests)).isEqualTo(above);
    assertThat(below(bad, other, requests)).isEqualTo(below);
  }

  @Test
  void comparesArmsOfDifferentSizes() {
    Rate few = new Rate(40, 1_000);
    Rate many = new Rate(500, 100_000);
    assertThat(RateDifference.isAbove(few, many, MARGIN, 0.001)).isTrue();
    assertThat(RateDifference.isBelow(new Rate(5, 1_000), many, MARGIN, 0.05)).isFalse();
    assertThat(RateDifference.isBelow(new Rate(25, 5_000), many, MARGIN, 0.05)).isTrue();
    assertThat(RateDifference.isBelow(new Rate(0, 0), many, MARGIN, 0.05)).isFalse();
  }

  /** A test at the same level that is repeated after each request would find hundreds. */
  @Test
  void keepsItsLevelHoweverOftenItIsLookedAt() {
    Random random = new Random(7);
    int alarms = 0;
    for (int i = 0; i < 500; i++) {
      alarms += isEverAbove(random) ? 1 : 0;
    }
    assertThat(alarms).isLessThanOrEqualTo(25);
  }

  /** The level is 5 %, the rates differ by exactly the margin, and it is looked at 400 times. */
  private static boolean isEverAbove(Random random) {
    int bad = 0;
    int other = 0;
    for (int requests = 1; requests <= 2_000; requests++) {
      bad += random.nextDouble() < 0.02 ? 1 : 0;
      other += random.nextDouble() < 0.01 ? 1 : 0;
      if (requests % 5 == 0
          && RateDifference.isAbove(
              new Rate(bad, requests), new Rate(other, requests), MARGIN, 0.05)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void keepsItsLevelForABoundHoweverOftenItIsLookedAt() {
    Random random = new Random(7);
    int alarms = 0;
    for (int i = 0; i < 1_000; i++) {
      int bad = 0;
      boolean above = false;
      for (int requests = 1; requests <= 2_000 && !above; requests++) {
        bad += random.nextDouble() < 0.02 ? 1 : 0;
        above = RateDifference.isAbove(bad, requests, 0.02, 0.05);
      }
      alarms += above ? 1 : 0;
    }
    assertThat(alarms).isLessThanOrEqualTo(50);
  }

  @Test
  void findsARateAboveABound() {
    assertThat(RateDifference.isAbove(5, 5, 0.02, 1e-6)).isFalse();
    assertThat(RateDifference.isAbove(8, 8, 0.02, 1e-6)).isTrue();
    assertThat(RateDifference.isAbove(40, 1_000, 0.02, 0.05)).isTrue();
    assertThat(RateDifference.isAbove(20, 1_000, 0.02, 0.05)).as("on the bound").isFalse();
    assertThat(RateDifference.isAbove(1, 1_000, 0, 1e-6)).as("none may fail").isTrue();
    assertThat(RateDifference.isAbove(0, 0, 0.02, 0.05)).isFalse();
  }
}
