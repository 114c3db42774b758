package io.lifecycle4j.core.monitoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.profile.BinIndex;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Without drift, p-values are at most as small as they say: both samples are drawn anew each time,
 * from one distribution over fixed cells.
 */
@Tag(Volume.TAG)
class NullDistributionTest {
  private static final int DRAWS = Volume.of(120, 1_000, 10_000);

  /** A p-value below the level comes as often as the level says, but for chance: 1 in 10,000. */
  private static final double BEYOND_CHANCE = 3.7;

  private final SplittableRandom random = new SplittableRandom(Volume.seed());

  @ParameterizedTest
  @CsvSource({
    "even, 32, 1000, 500", "even, 32, 200, 500", "steep, 12, 1000, 500", "steep, 40, 200, 60",
    "inflated, 20, 1000, 500", "even, 2, 1000, 50", "steep, 3, 300, 100", "even, 200, 5000, 500",
    "even, 10, 20000, 2000", "rare, 30, 1000, 500"
  })
  @OnlyLarger
  void pValuesAreNotTooSmall(String shares, int cells, int referenceRows, int windowRows) {
    double[] cumulative = cumulative(shares, cells);
    BinIndex index = new BinIndex(Arrays.copyOf(cumulative, cells - 1));
    double[] each = new double[DRAWS];
    double[] jointly = new double[DRAWS];
    double[] cumulatively = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      CellCounts counts =
          CellCounts.of(draw(index, cells, referenceRows), draw(index, cells, windowRows));
      each[i] = CountTests.eachCell(counts).pValue();
      jointly[i] = CountTests.jointly(counts).pValue();
      cumulatively[i] = CountTests.cumulatively(counts).pValue();
    }
    superUniform("each cell", each);
    superUniform("jointly", jointly);
    superUniform("cumulatively", cumulatively);
  }

  /** Compares the share of p-values below each level with the level. */
  static void superUniform(String name, double... pValues) {
    double n = pValues.length;
    for (double level : new double[] {0.001, 0.003, 0.01, 0.03, 0.05, 0.1, 0.2, 0.5, 0.8}) {
      double below = Arrays.stream(pValues).filter(p -> p <= level).count();
      double most = n * level + BEYOND_CHANCE * Math.sqrt(n * level * (1 - level)) + 2;
      assertThat(below).as("%s: p-values of at most %s", name, level).isLessThanOrEqualTo(most);
    }
  }

  private long[] draw(BinIndex cumulative, int cells, int rows) {
    long[] counts = new long[cells];
    for (int row = 0; row < rows; row++) {
      counts[cumulative.bin(random.nextDouble())]++;
    }
    return counts;
  }

  private static double[] cumulative(String shares, int cells) {
    double[] each = new double[cells];
    Arrays.setAll(
        each,
        i ->
            switch (shares) {
              case "even" -> 1;
              case "steep" -> Math.pow(0.6, i);
              case "inflated" -> i == 0 ? 9.0 * cells : 1;
              default -> i == 0 ? 100.0 * cells : 1;
            });
    double sum = Arrays.stream(each).sum();
    double[] cumulative = new double[cells];
    double reached = 0;
    for (int i = 0; i < cells; i++) {
      reached += each[i] / sum;
      cumulative[i] = reached;
    }
    return cumulative;
  }
}
