package io.lifecycle4j.core.monitoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Values from R 4.2.2, made by {@code benchmarks/peers/stratified_vectors.R}. */
class StratifiedVectorsTest {
  @ParameterizedTest
  @CsvFileSource(resources = "/drift/stratified-tests.csv", numLinesToSkip = 1)
  void agrees(String what, String reference, String window, double statistic, double pValue) {
    StratifiedCounts counts = StratifiedCounts.of(seasons(reference), seasons(window));
    if (what.equals("exact")) {
      assertThat(StratifiedTests.eachCell(counts).pValue())
          .isEqualTo(pValue, within(1e-9 * pValue));
      return;
    }
    Significance result = StratifiedTests.jointly(counts);
    assertThat(result.statistic()).isEqualTo(statistic, within(1e-9 * statistic));
    // the limit that R takes is too small where few rows are expected: 7e-9 where 9e-7 is exact
    assertThat(result.pValue())
        .isBetween(pValue, pValue < 1e-8 && statistic < 40 ? 1e-5 : 3 * pValue);
  }

  private static long[][] seasons(String text) {
    return Arrays.stream(text.split("; "))
        .map(season -> Arrays.stream(season.split(" ")).mapToLong(Long::parseLong).toArray())
        .toArray(long[][]::new);
  }
}
