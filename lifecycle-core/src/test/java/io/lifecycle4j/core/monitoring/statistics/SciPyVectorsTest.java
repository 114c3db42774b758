package io.lifecycle4j.core.monitoring.statistics;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Values from SciPy 1.17.1 and from exact fractions, made by {@code
 * benchmarks/peers/drift_vectors.py}.
 */
class SciPyVectorsTest {
  @ParameterizedTest
  @CsvFileSource(
      resources = "/drift/count-tests.csv",
      numLinesToSkip = 1,
      maxCharsPerColumn = 9_999)
  void agrees(String what, String reference, String window, double statistic, Double expected) {
    double pValue = expected == null ? Double.NaN : expected;
    switch (what) {
      case "cumulative" -> agreesCumulatively(counts(reference, window), statistic, pValue);
      case "each" -> agrees(CountTests.eachCell(counts(reference, window)), statistic, pValue);
      case "joint" ->
          agreesJointly(CountTests.jointly(counts(reference, window)), statistic, pValue);
      case "likelihood" -> near(JointTest.ratio(counts(reference, window)), statistic);
      case "kolmogorov" -> near(CumulativeTest.survival(statistic), pValue);
      case "psi" -> near(CellDivergence.STABILITY_INDEX.raw(counts(reference, window)), statistic);
      case "js" -> near(CellDivergence.JENSEN_SHANNON.raw(counts(reference, window)), statistic);
      case "wasserstein" -> near(distance(numbers(reference), numbers(window)), statistic);
      case "bh" -> near(requireNonNull(BH.get(statistic)), pValue);
      default -> throw new IllegalArgumentException(what);
    }
  }

  private static final double[] BH_1995 = {
    .0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528,
    .7590, 1
  };

  private static final Map<Double, Double> BH = new TreeMap<>();

  static {
    double[] adjusted = MultipleTests.benjaminiHochberg(BH_1995);
    for (int i = 0; i < adjusted.length; i++) {
      BH.put(BH_1995[i], adjusted[i]);
    }
  }

  private static void agrees(Significance result, double statistic, double pValue) {
    near(result.statistic(), statistic);
    near(result.pValue(), pValue);
  }

  private static void agreesCumulatively(CellCounts counts, double statistic, double pValue) {
    Significance result = CountTests.cumulatively(counts);
    near(result.statistic(), statistic);
    near(CumulativeTest.exact(counts), pValue);
    assertThat(result.pValue()).isGreaterThanOrEqualTo(pValue * (1 - 1e-9));
  }

  /** Exact if there are few tables, else at most twice as great. */
  private static void agreesJointly(Significance result, double statistic, double pValue) {
    near(result.statistic(), statistic);
    if (result.basis() == Significance.Basis.EXACT) {
      near(result.pValue(), pValue);
    } else {
      assertThat(result.pValue()).isBetween(pValue, 2.2 * pValue);
    }
  }

  private static void near(double actual, double expected) {
    assertThat(actual).isEqualTo(expected, within(1e-9 * expected + 1e-300));
  }

  private static CellCounts counts(String reference, String window) {
    return CellCounts.of(
        Arrays.stream(numbers(reference)).mapToLong(x -> (long) x).toArray(),
        Arrays.stream(numbers(window)).mapToLong(x -> (long) x).toArray());
  }

  private static double[] numbers(String cells) {
    return Arrays.stream(cells.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  private static double distance(double[] x, double[] y) {
    double[] values =
        DoubleStream.concat(Arrays.stream(x), Arrays.stream(y)).distinct().sorted().toArray();
    return Wasserstein.distance(values, counted(values, x), counted(values, y));
  }

  private static long[] counted(double[] values, double[] sample) {
    long[] counts = new long[values.length];
    Arrays.stream(sample).forEach(x -> counts[Arrays.binarySearch(values, x)]++);
    return counts;
  }
}
