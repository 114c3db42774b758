package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.monitoring.QualityMetric;
import io.lifecycle4j.monitoring.QualityMetric.Basis;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A rule on a live metric that is looked at once a minute blames few good versions. */
@Tag(Volume.TAG)
class RepeatedLooksTest {
  private static final int NEWEST = 1_000;
  private static final double BOUND = 0.6;

  private static QualityMetric metric(String name, double value, double radius, long rows) {
    return new QualityMetric(
        name,
        Better.HIGHER,
        value,
        Optional.of(new Interval(value - radius, value + radius)),
        rows,
        name.equals("mae") ? OptionalLong.empty() : OptionalLong.of(Math.round(value * rows)),
        Basis.LABELS);
  }

  private static Interval interval(QualityMetric metric, long minutes) {
    Instant since = Fixtures.TIME;
    return RepeatedLooks.of(since, since.plus(Duration.ofMinutes(minutes)))
        .interval(metric)
        .orElseThrow();
  }

  /**
   * Returns the minute of the first look that says that the accuracy is below the bound, -1 if none
   * does; a label comes each minute.
   */
  private static int blamed(
      IntToDoubleFunction accuracy, int minutes, boolean repeated, Random random) {
    boolean[] right = new boolean[minutes];
    int sum = 0;
    for (int minute = 0; minute < minutes; minute++) {
      right[minute] = random.nextDouble() < accuracy.applyAsDouble(minute);
      sum += right[minute] ? 1 : 0;
      sum -= minute >= NEWEST && right[minute - NEWEST] ? 1 : 0;
      int rows = Math.min(minute + 1, NEWEST);
      double value = (double) sum / rows;
      double radius = 1.96 * Math.sqrt(value * (1 - value) / rows);
      boolean below = rows >= WatchedFacts.LEAST && value + radius < BOUND;
      if (below
          && (!repeated
              || interval(metric("accuracy", value, radius, rows), minute).upper() < BOUND)) {
        return minute;
      }
    }
    return -1;
  }

  private static int countBlamed(double accuracy, int versions, int minutes, boolean repeated) {
    Random random = new Random(Volume.seed());
    int blamed = 0;
    for (int i = 0; i < versions; i++) {
      blamed += blamed(minute -> accuracy, minutes, repeated, random) >= 0 ? 1 : 0;
    }
    return blamed;
  }

  @Test
  @OnlyLarger
  void blameHardlyAnyVersionThatIsAsGoodAsTheBound() {
    int versions = Volume.of(200, 500, 5_000);
    assertThat(countBlamed(BOUND, versions, 1_440, false))
        .as("by the 95 % interval")
        .isGreaterThan(versions / 7);
    assertThat(countBlamed(BOUND, versions, 3 * 1_440, true)).isLessThanOrEqualTo(versions / 100);
  }

  @Test
  void findABadVersionWithinHoursAndALateChange() {
    Random random = new Random(Volume.seed());
    for (int i = 0; i < 50; i++) {
      assertThat(blamed(minute -> 0.4, 1_440, true, random)).isBetween(29, 600);
      assertThat(blamed(minute -> minute < 3_000 ? 0.8 : 0.4, 4_440, true, random))
          .isBetween(3_400, 4_000);
    }
  }

  @Test
  void areExactForSharesOfRows() {
    assertThat(interval(metric("accuracy", 1, 0, 1_000), 0).lower())
        .isCloseTo(0.9947, within(1e-4));
    assertThat(interval(metric("recall[true]", 0, 0, 1_000), 0).upper())
        .isCloseTo(0.0053, within(1e-4));
  }

  @Test
  void areWiderForOtherMetricsAtEachLook() {
    QualityMetric mean = metric("mae", 3, 0.1, 500);
    Interval first = interval(mean, 0);
    Interval last = interval(mean, 43_200);

    assertThat(first.upper() - 3).isCloseTo(3 - first.lower(), within(1e-9));
    assertThat(first.upper()).isBetween(3.11, 3.16);
    assertThat(last.upper()).isBetween(3.28, 3.35);
  }
}
