package io.lifecycle4j.core.monitoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.error.InvalidValueException;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(Volume.TAG)
class DesignEffectTest {
  private static final int DRAWS = Volume.of(300, 2_000, 100_000);
  private static final int DAYS = 7;
  private static final int CELLS = 10;

  private final Random random = new Random(Volume.seed());

  @Test
  void isAboutOneForIndependentRows() {
    double sum = 0;
    for (int i = 0; i < 20; i++) {
      sum += DesignEffect.of(blocks(200, 0));
    }
    assertThat(sum / 20).isBetween(1.0, 1.6);
  }

  @Test
  void isTheSizeOfABlockOfEqualRows() {
    assertThat(DesignEffect.of(blocks(500, 1))).isBetween(7.0, 10.0);
  }

  @Test
  void isGreaterForFewBlocks() {
    assertThat(DesignEffect.of(blocks(10, 1))).isGreaterThan(10);
    assertThat(DesignEffect.of(new long[][] {{3, 4}, {0, 0}})).isEqualTo(7);
    assertThatThrownBy(() -> DesignEffect.of(new long[1][2]))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid blocks: 1 (needs at least two)");
  }

  /** Weeks in which all days are alike, 150 of them, beside windows of 13 weeks. */
  @Test
  void makesTestsValidForRowsThatDependOnEachOther() {
    double[] each = new double[DRAWS];
    double[] jointly = new double[DRAWS];
    double[] cumulatively = new double[DRAWS];
    int naive = 0;
    for (int i = 0; i < DRAWS; i++) {
      long[][] reference = blocks(150, 0.7);
      CellCounts rows = CellCounts.of(sum(reference), sum(blocks(13, 0.7)));
      CellCounts counts = rows.divided(DesignEffect.of(reference));
      each[i] = CountTests.eachCell(counts).pValue();
      jointly[i] = CountTests.jointly(counts).pValue();
      cumulatively[i] = CountTests.cumulatively(counts).pValue();
      naive += CountTests.jointly(rows).pValue() <= 0.01 ? 1 : 0;
    }
    NullDistributionTest.superUniform("each cell", each);
    NullDistributionTest.superUniform("jointly", jointly);
    NullDistributionTest.superUniform("cumulatively", cumulatively);
    assertThat((double) naive / DRAWS).as("false alarms without it").isGreaterThan(0.2);
  }

  /** A day has the cell of its week with this probability, else one of its own. */
  private long[][] blocks(int weeks, double alike) {
    long[][] blocks = new long[weeks][CELLS];
    for (long[] block : blocks) {
      int week = random.nextInt(CELLS);
      for (int day = 0; day < DAYS; day++) {
        block[random.nextDouble() < alike ? week : random.nextInt(CELLS)]++;
      }
    }
    return blocks;
  }

  private static long[] sum(long[][] blocks) {
    long[] sum = new long[CELLS];
    for (long[] block : blocks) {
      for (int cell = 0; cell < CELLS; cell++) {
        sum[cell] += block[cell];
      }
    }
    return sum;
  }
}
