package io.lifecycle4j.core.monitoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.monitoring.statistics.Significance.Basis;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The joint test far out, where a false alarm in a quarter needs it to be right. */
class JointTailTest {
  /** All tables with the margins of five cells, of which three are rare. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-2, 1e-4, 1e-6, 1e-8, 1e-12})
  void doublingTheSaddlepointIsEnough(double tail) {
    CellCounts counts = CellCounts.of(new long[] {60, 30, 8, 3, 1}, new long[] {20, 10, 4, 1, 1});
    CellRange[] ranges = CellRange.of(counts);
    double low = 0;
    double high = 500;
    while (high - low > 1e-9) { // the ratio whose exact tail this is
      double middle = (low + high) / 2;
      if (AllTables.tail(ranges, counts, middle) > tail) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double exact = AllTables.tail(ranges, counts, high);

    assertThat(2 * RatioTail.of(ranges, counts.windowRows(), high)).isBetween(exact, 4 * exact);
  }

  /** The saddlepoint has a relative error of a few percent in such tables. */
  @ParameterizedTest
  @CsvSource({"3, 0.5", "3, 0.01", "10, 0.333", "32, 0.333", "32, 0.0005", "100, 0.5"})
  void chiSquareIsNotTooSmall(int cells, double share) {
    for (int expected : new int[] {10, 16, 30, 50}) {
      CellCounts even = even(cells, share, expected);
      CellRange[] ranges = CellRange.of(even);
      for (double tail : new double[] {1e-2, 1e-3, 1e-4, 1e-6, 1e-8}) {
        double ratio = JointTest.williams(even) * quantile(tail, cells - 1);
        double real = RatioTail.of(ranges, even.windowRows(), ratio);
        double claimed = JointTest.asymptotic(even, ratio, expected);
        assertThat(claimed).as("%s expected, %s", expected, tail).isBetween(0.93 * real, 3 * real);
      }
    }
  }

  private static double quantile(double tail, int degrees) {
    double low = 0;
    double high = 1_000;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (JointTest.tail(middle, degrees) > tail) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static CellCounts even(int cells, double share, int expected) {
    long both = Math.round(expected / Math.min(share, 1 - share));
    long[] window = new long[cells];
    long[] reference = new long[cells];
    Arrays.fill(window, Math.round(both * share));
    Arrays.fill(reference, both - Math.round(both * share));
    return CellCounts.of(reference, window);
  }

  /**
   * In a window of 75 rows, 40 values of falling shares: chi-square is off by a factor of 1,000.
   */
  @Test
  void agreesWithDrawnTables() {
    long[] reference = new long[40];
    long[] window = new long[40];
    for (int cell = 0; cell < reference.length; cell++) {
      long both = Math.max(1, Math.round(750 * Math.pow(0.6, cell)));
      window[cell] = cell < 8 ? Math.round(both * 0.05) : 0;
      reference[cell] = both - window[cell];
    }
    CellCounts counts = CellCounts.of(reference, window);
    RandomTable tables = new RandomTable(counts, new SplittableRandom(1));
    int drawn = 40_000;
    double[] ratios = new double[drawn];
    Arrays.setAll(ratios, i -> tables.ratio());
    Arrays.sort(ratios);
    double ratio = ratios[drawn - drawn / 1_000]; // 40 are at least as great

    assertThat(RatioTail.of(CellRange.of(counts), counts.windowRows(), ratio))
        .isBetween(0.0006, 0.0016);
    assertThat(JointTest.tail(ratio / JointTest.williams(counts), 39)).isGreaterThan(0.1);
  }

  @Test
  void saysWhereItsPValueComesFrom() {
    long[] many = new long[32];
    long[] few = new long[32];
    long[] gone = new long[32];
    Arrays.fill(many, 500);
    Arrays.fill(few, 3);
    gone[0] = 96;

    assertThat(CountTests.jointly(CellCounts.of(many, many)).basis()).isEqualTo(Basis.ASYMPTOTIC);
    assertThat(CountTests.jointly(CellCounts.of(many, few)).basis()).isEqualTo(Basis.PERMUTATION);
    assertThat(CountTests.jointly(CellCounts.of(many, gone)))
        .satisfies(
            result -> {
              assertThat(result.basis()).isEqualTo(Basis.SADDLEPOINT);
              assertThat(result.pValue()).isLessThan(1e-20);
            });
  }
}
