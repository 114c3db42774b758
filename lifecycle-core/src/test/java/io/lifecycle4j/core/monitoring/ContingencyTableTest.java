package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.core.monitoring.ContingencyTable.Cell;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values from SciPy 1.17.1 and NumPy 2.4.6. */
class ContingencyTableTest {
  private static final Offset<Double> EXACT = within(1e-12);

  @ParameterizedTest
  @CsvSource({
    "10 20 30, 6 9 17, 0.2740265420246606, 0.8755020083555914",
    "30 70, 45 55, 4.824672109496449, 0.028698817954716904",
    "120 80 50 30 20, 100 95 55 25 25, 4.3580510800134125, 0.36363057415183925",
    "120 80 50 0, 100 95 45 10, 17.234210926950013, 0.0007411376246081981"
  })
  void testsHomogeneityAsSciPyDoes(String reference, String window, double statistic, double p) {
    ContingencyTable table = table(reference, window);

    assertThat(table.likelihoodRatio()).isEqualTo(statistic, EXACT);
    assertThat(table.homogeneityPValue()).as("corrected after Williams").isEqualTo(p, EXACT);
  }

  @Test
  void isNoGoodnessOfFit() {
    // Taking the reference for the truth gives a p-value of 0.068: it alarms too often.
    assertThat(table("120 80 50 30 20", "100 95 55 25 25").homogeneityPValue()).isGreaterThan(0.36);
  }

  @ParameterizedTest
  @CsvSource({
    "3.841458820694124, 1, 0.05",
    "9.487729036781154, 4, 0.05",
    "100, 10, 5.4497019829205215e-17"
  })
  void keepsTheTail(double statistic, int degrees, double p) {
    assertThat(ContingencyTable.chiSquareTail(statistic, degrees)).isEqualTo(p, within(1e-11 * p));
  }

  @Test
  void survivesCountsOfAnySize() {
    ContingencyTable table =
        new ContingencyTable()
            .add(1_000_000_000_000L, 1)
            .add(1, 1_000_000_000_000L)
            .add(5_000_000_000L, 5_000_000_000L);

    assertThat(table.homogeneityPValue()).isBetween(0.0, 1e-300);
  }

  @Test
  void dropsCellsThatAreEmptyInBoth() {
    assertThat(table("120 0 80 50 0", "100 0 95 45 10").cells())
        .containsExactly(new Cell(120, 100), new Cell(80, 95), new Cell(50, 45), new Cell(0, 10));
  }

  @Test
  void findsNoShiftWhereThereIsNothingToCompare() {
    assertThat(table("10", "20").homogeneityPValue()).isEqualTo(1);
    assertThat(table("10 20", "0 0").homogeneityPValue()).isEqualTo(1);
    assertThat(new ContingencyTable().homogeneityPValue()).isEqualTo(1);
  }

  @Test
  void computesTheStabilityIndex() {
    assertThat(table("1 2 3 4", "25 25 25 25").stabilityIndex(0))
        .isEqualTo(0.22821740957339182, EXACT);
    ContingencyTable table = table("100 200 300 400", "30 25 25 20");
    assertThat(table.stabilityIndex(0)).isEqualTo(0.37862514925101914, EXACT);
    assertThat(table.stabilityIndexByChance()).isEqualTo(0.033, EXACT);
  }

  @Test
  void keepsTheStabilityIndexOfAnEmptyCellFinite() {
    ContingencyTable table = table("50 50 0 100", "10 20 30 40");

    assertThat(table.stabilityIndex(0.5)).isEqualTo(1.5855293551725216, EXACT);
    assertThat(table.stabilityIndex(1)).isEqualTo(1.3615945633232007, EXACT);
  }

  static ContingencyTable table(String reference, String window) {
    String[] before = reference.split(" ", -1);
    String[] after = window.split(" ", -1);
    ContingencyTable table = new ContingencyTable();
    for (int i = 0; i < before.length; i++) {
      table.add(Long.parseLong(before[i]), Long.parseLong(after[i]));
    }
    return table;
  }
}
