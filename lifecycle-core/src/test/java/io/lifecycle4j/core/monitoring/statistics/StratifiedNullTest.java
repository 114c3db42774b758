package io.lifecycle4j.core.monitoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Without drift, p-values of seasons that differ are at most as small as they say; with it, they
 * are small. Both samples are drawn anew each time.
 */
@Tag(Volume.TAG)
class StratifiedNullTest {
  private static final int DRAWS = Volume.of(150, 300, 10_000);

  private final SplittableRandom random = new SplittableRandom(Volume.seed());

  /** A season has a centre of its own, and more or fewer rows than others. */
  private record Seasons(int seasons, int cells, int referenceRows, int windowRows, double width) {
    StratifiedCounts draw(SplittableRandom random, double shift) {
      long[][] reference = new long[seasons][];
      long[][] window = new long[seasons][];
      for (int season = 0; season < seasons; season++) {
        double weight = 2.0 * (season + 1) / (seasons + 1);
        reference[season] = sample(random, season, referenceRows * weight / seasons, 0);
        window[season] = sample(random, season, windowRows * weight / seasons, shift);
      }
      return StratifiedCounts.of(reference, window);
    }

    /** Reference and window, which has rows of the first half of the seasons only. */
    long[][][] halfOf(SplittableRandom random, double shift) {
      long[][] reference = new long[seasons][];
      long[][] window = new long[seasons][cells];
      for (int season = 0; season < seasons; season++) {
        reference[season] = sample(random, season, (double) referenceRows / seasons, 0);
        if (season < seasons / 2) {
          window[season] = sample(random, season, 2.0 * windowRows / seasons, shift);
        }
      }
      return new long[][][] {reference, window};
    }

    private long[] sample(SplittableRandom random, int season, double rows, double shift) {
      long[] counts = new long[cells];
      double centre = cells * (0.5 + 0.35 * Math.sin(2 * Math.PI * season / seasons));
      for (int row = 0; row < Math.round(rows); row++) {
        double value = centre + cells * width * (random.nextGaussian() + shift);
        counts[(int) Math.max(0, Math.min(cells - 1, Math.floor(value)))]++;
      }
      return counts;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 10, 1000, 500, 0.2",
    "12, 32, 1000, 500, 0.1",
    "84, 32, 1000, 200, 0.1",
    "24, 32, 5000, 500, 0.3",
    "7, 2, 300, 60, 0.2",
    "7, 3, 1000, 500, 0.1",
    "12, 20, 300, 60, 0.2",
    "24, 20, 200, 500, 0.05",
    "40, 100, 1000, 500, 0.2"
  })
  @OnlyLarger
  void pValuesAreNotTooSmall(
      int seasons, int cells, int referenceRows, int windowRows, double width) {
    Seasons rows = new Seasons(seasons, cells, referenceRows, windowRows, width);
    double[] each = new double[DRAWS];
    double[] jointly = new double[DRAWS];
    double[] cumulatively = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      StratifiedCounts counts = rows.draw(random, 0);
      each[i] = StratifiedTests.eachCell(counts).pValue();
      jointly[i] = StratifiedTests.jointly(counts).pValue();
      cumulatively[i] = StratifiedTests.cumulatively(counts).pValue();
    }
    NullDistributionTest.superUniform("each cell", each);
    NullDistributionTest.superUniform("jointly", jointly);
    NullDistributionTest.superUniform("cumulatively", cumulatively);
  }

  /** A window that comes from one half of the year only is no drift, unless seasons are mixed. */
  @ParameterizedTest
  @CsvSource({"0, 0, 0.03", "0.5, 0.95, 1"})
  void seesShiftsButNotSeasons(double shift, double least, double most) {
    Seasons year = new Seasons(12, 32, 1_000, 500, 0.1);
    int found = 0;
    for (int i = 0; i < 100; i++) {
      long[][][] half = year.halfOf(random, shift);
      StratifiedCounts counts = StratifiedCounts.of(half[0], half[1]);
      CellCounts mixed = CellCounts.of(sum(half[0]), sum(half[1]));
      assertThat(CountTests.cumulatively(mixed).pValue()).isLessThan(1e-6);
      double p =
          Math.min(
              StratifiedTests.jointly(counts).pValue(),
              Math.min(
                  StratifiedTests.eachCell(counts).pValue(),
                  StratifiedTests.cumulatively(counts).pValue()));
      found += 3 * p <= 0.001 ? 1 : 0;
    }
    assertThat(found / 100.0).isBetween(least, most);
  }

  private static long[] sum(long[][] seasons) {
    long[] sum = new long[seasons[0].length];
    for (long[] season : seasons) {
      Arrays.setAll(sum, cell -> sum[cell] + season[cell]);
    }
    return sum;
  }
}
