package io.lifecycle4j.core.monitoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.core.monitoring.statistics.Significance.Basis;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values from SciPy 1.17.1, made by {@code benchmarks/peers/drift_vectors.py}. */
class CountTestsTest {
  private static final double[] X = {0.8, 1.2, 2.5, 3.1, 4.0, 5.5, 6.1, 7.7, 8.2, 9.9};
  private static final double[] Y = {
    1.0, 2.2, 2.6, 3.3, 6.6, 7.1, 8.8, 9.1, 10.2, 11.5, 12.0, 13.3
  };

  @Test
  void comparesValuesWithoutTiesExactly() {
    expect(values(X, Y), 0.4, 0.2829492488935213);
    expect(
        values(lattice(60, 7919, x -> x), lattice(80, 104729, x -> Math.pow(x, 1.25))),
        0.1375,
        0.4991251945034098);
    expect(
        values(lattice(2000, 7919, x -> x), lattice(1500, 104729, x -> 0.95 * x + 0.03)),
        0.030166666666666668,
        0.4093590603474751);
    expect(values(X, Arrays.stream(Y).map(y -> y + 20).toArray()), 1, 3.092882349848294e-06);
  }

  @ParameterizedTest
  @CsvSource({
    "5, 8, 30, 0.04195804195804196", "10, 10, 70, 0.012340600575894694",
    "10, 10, 80, 0.002056766762649115", "4, 4, 16, 0.02857142857142857",
    "12, 12, 84, 0.03143605620385806", "7, 7, 42, 0.008158508158508158",
    "8, 9, 46, 0.0468942821884", "9, 12, 63, 0.04143843772326744",
    "50, 50, 750, 0.021707840690140517", "90, 100, 1530, 0.11304990680736166"
  })
  void hasTheCriticalValuesThatArePublished(int n, int m, int scaled, double pValue) {
    assertThat(CumulativeTest.exact(n, m, scaled)).isEqualTo(pValue, within(1e-9 * pValue + 1e-12));
  }

  @ParameterizedTest
  @CsvSource({"50, 50, 100", "100, 1000, 32", "500, 1000, 32", "200, 300, 500", "60, 5000, 2"})
  void theLimitIsNeverSmaller(int windowRows, int referenceRows, int cells) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 50; i++) {
      long[] reference = new long[cells];
      long[] window = new long[cells];
      int most = 1 + random.nextInt(cells); // the window has fewer of the last cells
      for (int row = 0; row < referenceRows; row++) {
        reference[random.nextInt(cells)]++;
      }
      for (int row = 0; row < windowRows; row++) {
        window[random.nextInt(random.nextInt(9) == 0 ? most : cells)]++;
      }
      CellCounts counts = CellCounts.of(reference, window);
      double lambda = CumulativeTest.difference(counts) / Math.sqrt(counts.spread());
      assertThat(CumulativeTest.survival(lambda))
          .isGreaterThanOrEqualTo(0.999 * CumulativeTest.exact(counts));
    }
  }

  private static void expect(CellCounts counts, double difference, double pValue) {
    Significance result = CountTests.cumulatively(counts);
    assertThat(result.statistic()).isEqualTo(difference, within(1e-14));
    assertThat(CumulativeTest.exact(counts)).isEqualTo(pValue, within(1e-11 * pValue));
  }

  /** Each distinct value is a cell. */
  static CellCounts values(double[] reference, double[] window) {
    double[] all =
        java.util.stream.DoubleStream.concat(Arrays.stream(reference), Arrays.stream(window))
            .distinct()
            .sorted()
            .toArray();
    long[] before = new long[all.length];
    long[] after = new long[all.length];
    Arrays.stream(reference).forEach(x -> before[Arrays.binarySearch(all, x)]++);
    Arrays.stream(window).forEach(x -> after[Arrays.binarySearch(all, x)]++);
    return CellCounts.of(before, after);
  }

  static double[] lattice(int n, int a, DoubleUnaryOperator then) {
    double[] values = new double[n];
    Arrays.setAll(values, i -> then.applyAsDouble((long) (i + 1) * a % 10007 / 10007.0));
    return values;
  }

  @Test
  void comparesAllCellsJointly() {
    Significance many =
        CountTests.jointly(
            CellCounts.of(new long[] {120, 80, 50, 30, 20}, new long[] {100, 95, 55, 25, 25}));
    assertThat(many.basis()).isEqualTo(Basis.ASYMPTOTIC);
    assertThat(many.statistic()).isEqualTo(4.3580510800134125, within(1e-12));
    assertThat(many.pValue()).isBetween(0.36, 0.4);
    Significance few =
        CountTests.jointly(
            CellCounts.of(new long[] {120, 80, 50, 0}, new long[] {100, 95, 45, 10}));
    assertThat(few.basis()).isEqualTo(Basis.SADDLEPOINT);
    assertThat(few.pValue()).isBetween(0.0001, 0.004);
  }

  @Test
  void doesNotJudgeWithoutRowsOfBothSamples() {
    CellCounts none = CellCounts.of(new long[] {3, 4}, new long[] {0, 0});
    CellCounts constant = CellCounts.of(new long[] {0, 4}, new long[] {0, 9});
    for (CellCounts counts : new CellCounts[] {none, constant}) {
      assertThat(CountTests.eachCell(counts)).isEqualTo(Significance.NONE);
      assertThat(CountTests.jointly(counts)).isEqualTo(Significance.NONE);
      assertThat(CountTests.cumulatively(counts)).isEqualTo(Significance.NONE);
    }
  }
}
