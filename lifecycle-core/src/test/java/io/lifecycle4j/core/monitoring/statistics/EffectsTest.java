package io.lifecycle4j.core.monitoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Effects are 0 on average without drift, and their intervals hold the true value. */
@Tag(Volume.TAG)
class EffectsTest {
  private static final int DRAWS = Volume.of(300, 1_000, 100_000);

  private final SplittableRandom random = new SplittableRandom(Volume.seed());

  @ParameterizedTest
  @CsvSource({"10, 1000, 500", "32, 200, 500", "200, 1000, 200", "3, 5000, 2000"})
  @OnlyLarger
  void areZeroOnAverageWithoutDrift(int cells, int referenceRows, int windowRows) {
    double[] shares = shares(cells, 1);
    isZeroOnAverage(Effects::stabilityIndex, shares, referenceRows, windowRows);
    isZeroOnAverage(Effects::jensenShannon, shares, referenceRows, windowRows);
    isZeroOnAverage(EffectsTest::wasserstein, shares, referenceRows, windowRows);
  }

  private void isZeroOnAverage(
      Function<CellCounts, EffectSize> measure,
      double[] shares,
      int referenceRows,
      int windowRows) {
    double[] values = new double[DRAWS];
    Arrays.setAll(
        values,
        i ->
            measure
                .apply(CellCounts.of(draw(shares, referenceRows), draw(shares, windowRows)))
                .value());
    double mean = DoubleStream.of(values).average().orElseThrow();
    double deviation =
        Math.sqrt(
            DoubleStream.of(values).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
    assertThat(mean).isEqualTo(0, within(5 * deviation / Math.sqrt(DRAWS) + 0.1 * deviation));
  }

  @ParameterizedTest
  @CsvSource({"10, 1000, 500, 1.1", "10, 1000, 500, 1.5", "32, 5000, 500, 1.05", "4, 300, 300, 2"})
  @OnlyLarger
  void intervalsHoldTheTrueValue(int cells, int referenceRows, int windowRows, double skew) {
    double[] before = shares(cells, 1);
    double[] after = shares(cells, skew);
    holds(
        Effects::stabilityIndex,
        CellDivergence.STABILITY_INDEX,
        before,
        after,
        referenceRows,
        windowRows);
    holds(
        Effects::jensenShannon,
        CellDivergence.JENSEN_SHANNON,
        before,
        after,
        referenceRows,
        windowRows);
    double moved = 0;
    double gap = 0;
    for (int i = 0; i + 1 < cells; i++) {
      gap += before[i] - after[i];
      moved += Math.abs(gap);
    }
    holds(EffectsTest::wasserstein, moved, before, after, referenceRows, windowRows);
  }

  private void holds(
      Function<CellCounts, EffectSize> measure,
      CellDivergence divergence,
      double[] before,
      double[] after,
      int referenceRows,
      int windowRows) {
    double value =
        IntStream.range(0, before.length)
            .mapToDouble(i -> divergence.of(before[i], after[i]))
            .sum();
    holds(measure, value, before, after, referenceRows, windowRows);
  }

  private void holds(
      Function<CellCounts, EffectSize> measure,
      double value,
      double[] before,
      double[] after,
      int referenceRows,
      int windowRows) {
    int held = 0;
    for (int i = 0; i < DRAWS; i++) {
      EffectSize effect =
          measure.apply(CellCounts.of(draw(before, referenceRows), draw(after, windowRows)));
      held += effect.low() <= value && value <= effect.high() ? 1 : 0;
    }
    assertThat((double) held / DRAWS).isGreaterThan(0.92);
  }

  @Test
  void theDistanceOfKolmogorovAndSmirnovHasABand() {
    EffectSize effect =
        Effects.kolmogorovSmirnov(CellCounts.of(new long[] {500, 500}, new long[] {300, 700}));

    assertThat(effect.value()).isEqualTo(0.2, within(1e-15));
    // two samples of 1,000: sqrt(ln(40) / 2 / 500)
    assertThat(effect.high() - effect.value()).isEqualTo(0.06073614619, within(1e-10));
    assertThat(effect.low()).isEqualTo(0.4 - effect.high(), within(1e-15));
  }

  @Test
  void nothingIsMeasuredWithoutRows() {
    CellCounts none = CellCounts.of(new long[] {3, 4}, new long[] {0, 0});

    assertThat(Effects.stabilityIndex(none)).isEqualTo(EffectSize.NONE);
    assertThat(Effects.jensenShannon(none)).isEqualTo(EffectSize.NONE);
    assertThat(Effects.kolmogorovSmirnov(none)).isEqualTo(EffectSize.NONE);
    assertThat(wasserstein(none)).isEqualTo(EffectSize.NONE);
  }

  /** A unit between neighbours. */
  private static EffectSize wasserstein(CellCounts counts) {
    int cells = counts.size();
    double[] values = IntStream.range(0, cells).mapToDouble(i -> i).toArray();
    return Effects.wasserstein(
        values,
        IntStream.range(0, cells).mapToLong(counts::reference).toArray(),
        IntStream.range(0, cells).mapToLong(counts::window).toArray(),
        1);
  }

  /** The first half of the cells has this many times the shares of the others. */
  private static double[] shares(int cells, double skew) {
    double[] shares = new double[cells];
    Arrays.setAll(shares, i -> i < cells / 2 ? skew : 1);
    double sum = DoubleStream.of(shares).sum();
    Arrays.setAll(shares, i -> shares[i] / sum);
    return shares;
  }

  private long[] draw(double[] shares, int rows) {
    double[] cumulative = shares.clone();
    Arrays.parallelPrefix(cumulative, Double::sum);
    long[] counts = new long[shares.length];
    for (int row = 0; row < rows; row++) {
      int cell = Arrays.binarySearch(cumulative, random.nextDouble());
      counts[Math.min(cell < 0 ? -cell - 1 : cell, counts.length - 1)]++;
    }
    return counts;
  }
}
