package io.lifecycle4j.core.monitoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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

  @Test
  void isTheSameIfThereIsOneSeason() {
    long[][] blocks = blocks(150, 0.7);
    long[][] rows = new long[150][1];
    for (long[] block : rows) {
      block[0] = DAYS;
    }

    assertThat(DesignEffect.withinSeasons(blocks, rows, new long[][] {sum(blocks)}))
        .isCloseTo(DesignEffect.of(blocks), within(1e-9));
  }

  /** Three years of weeks, in twelve months that have cells of their own. */
  @Test
  void findsNoDependenceInWhatComesAgain() {
    assertThat(DesignEffect.of(months(0).blocks)).isGreaterThan(4);
    assertThat(effect(months(0))).isLessThan(2.5);
    assertThat(effect(months(0.7))).isGreaterThan(2.5);
  }

  @Test
  void takesAllRowsForOneIfNoBlockHasTheSeasonsOfAnother() {
    long[][] blocks = {{3, 4}, {5, 5}};

    assertThat(DesignEffect.withinSeasons(blocks, new long[][] {{7, 0}, {0, 10}}, blocks))
        .isEqualTo(17);
  }

  @Test
  void makesTestsOfSeasonsValidForRowsThatDependOnEachOther() {
    double[] jointly = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      Months reference = months(0.5);
      Months window = months(0.5);
      StratifiedCounts counts =
          StratifiedCounts.of(reference.seasons, window.seasons).dependent(effect(reference));
      jointly[i] = StratifiedTests.jointly(counts).pValue();
    }
    NullDistributionTest.superUniform("jointly, by month", jointly);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Months(long[][] blocks, long[][] rows, long[][] seasons) {}

  private static double effect(Months months) {
    return DesignEffect.withinSeasons(months.blocks, months.rows, months.seasons);
  }

  /** A day has the cell of its week with this probability, else one that its month prefers. */
  private Months months(double alike) {
    Months all = new Months(new long[156][CELLS], new long[156][12], new long[12][CELLS]);
    for (int week = 0; week < 156; week++) {
      int month = week % 52 * 12 / 52;
      int same = seasonal(month);
      for (int day = 0; day < DAYS; day++) {
        int cell = random.nextDouble() < alike ? same : seasonal(month);
        all.blocks[week][cell]++;
        all.rows[week][month]++;
        all.seasons[month][cell]++;
      }
    }
    return all;
  }

  private int seasonal(int month) {
    return random.nextInt(3) > 0 ? month % CELLS : random.nextInt(CELLS);
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
