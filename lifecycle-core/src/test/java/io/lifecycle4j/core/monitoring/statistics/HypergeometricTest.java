package io.lifecycle4j.core.monitoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Values from SciPy 1.17.1 and from exact fractions, made by {@code benchmarks/peers/fisher.py}.
 */
class HypergeometricTest {
  @ParameterizedTest
  @CsvFileSource(resources = "/drift/fisher-exact.csv", numLinesToSkip = 1)
  void isFishersExactTestAsSciPyHasIt(
      long before, long reference, long after, long window, double both, double excess) {
    Hypergeometric distribution = new Hypergeometric(reference + window, before + after, window);

    assertThat(distribution.twoSided(after)).isEqualTo(both, within(1e-9 * both + 1e-300));
    assertThat(distribution.atLeast(after)).isEqualTo(excess, within(1e-12 * excess + 1e-300));
  }

  @Test
  void addsUpToOne() {
    for (long marked : new long[] {0, 1, 15, 16, 17, 400, 1_099, 1_100}) {
      Hypergeometric distribution = new Hypergeometric(1_100, marked, 100);
      double sum = 0;
      for (int count = 0; count <= 100; count++) {
        sum += distribution.probability(count);
        assertThat(distribution.atLeast(count) - distribution.atLeast(count + 1))
            .isEqualTo(distribution.probability(count), within(1e-12));
      }
      assertThat(sum).isEqualTo(1, within(1e-12));
      assertThat(distribution.probability(101)).isZero();
    }
  }

  @Test
  void keepsItsDigitsWhateverTheCounts() {
    // a quarter of a billion, drawn with an even chance: by the normal density, 1 / sqrt(2 pi n/4)
    Hypergeometric distribution =
        new Hypergeometric(1_000_000_000_000_000_000L, 250_000_000L, 500_000_000_000_000_000L);

    assertThat(distribution.probability(125_000_000))
        .isEqualTo(1 / Math.sqrt(2 * Math.PI * 62_500_000), within(1e-12));
    assertThat(
            new Hypergeometric(2_000_000_000_002L, 1_000_000_000_001L, 1_000_000_000_001L)
                .atLeast(1_000_000_000_000L))
        .isBetween(0.0, 1e-300);
  }

  @Test
  void findsTheGreatestTailThatALevelAllows() {
    Hypergeometric distribution = new Hypergeometric(1_100, 3, 100);
    // of three rows, all, two or one of a window that holds an eleventh of all rows
    double three = distribution.atLeast(3);
    double two = distribution.atLeast(2);

    assertThat(distribution.attained(three / 2)).isZero();
    assertThat(distribution.attained(three)).isEqualTo(three, within(1e-14 * three));
    assertThat(distribution.attained((three + two) / 2)).isEqualTo(three, within(1e-14 * three));
    assertThat(distribution.attained(two)).isEqualTo(two, within(1e-14 * two));
    assertThat(distribution.attained(1)).isEqualTo(1);
  }

  @Test
  void attainsTheGreatestOfAllTailsWithinALevel() {
    for (long marked : new long[] {0, 1, 2, 7, 40, 400, 550, 1_060, 1_099, 1_100}) {
      Hypergeometric distribution = new Hypergeometric(1_100, marked, 100);
      for (double level = 1; level > 1e-30; level /= 3) {
        double greatest = 0;
        for (int count = 0; count <= 100; count++) {
          double tail = distribution.atLeast(count);
          greatest = tail <= level ? Math.max(greatest, tail) : greatest;
        }
        assertThat(distribution.attained(level))
            .as("%s of %s rows", level, marked)
            .isEqualTo(greatest, within(1e-12 * greatest));
      }
    }
  }
}
