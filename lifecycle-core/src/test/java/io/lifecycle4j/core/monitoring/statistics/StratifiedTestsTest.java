package io.lifecycle4j.core.monitoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.core.monitoring.statistics.Significance.Basis;
import io.lifecycle4j.error.InvalidValueException;
import org.junit.jupiter.api.Test;

class StratifiedTestsTest {
  private static final long[] BEFORE = {60, 20, 10, 5};
  private static final long[] AFTER = {8, 10, 8, 2};

  @Test
  void oneSeasonIsTestedAsCountsWithoutSeasons() {
    StratifiedCounts one =
        StratifiedCounts.of(new long[][] {BEFORE, {9, 9, 9, 9}}, new long[][] {AFTER, new long[4]});
    CellCounts counts = CellCounts.of(BEFORE, AFTER);

    assertThat(one.seasons()).isEqualTo(1);
    assertThat(StratifiedTests.eachCell(one)).isEqualTo(CountTests.eachCell(counts));
    assertThat(StratifiedTests.jointly(one)).isEqualTo(CountTests.jointly(counts));
    assertThat(StratifiedTests.cumulatively(one)).isEqualTo(CountTests.cumulatively(counts));
    assertThat(one.standardized()).isEqualTo(counts);
  }

  @Test
  void seasonsAreWeightedAsTheWindowHasThem() {
    StratifiedCounts counts =
        StratifiedCounts.of(new long[][] {{90, 10}, {30, 70}}, new long[][] {{0, 10}, {30, 0}});
    CellCounts without = counts.standardized();

    // a quarter of the first season, three quarters of the second
    double share = (double) without.reference(0) / without.referenceRows();
    assertThat(share).isEqualTo(0.25 * 0.9 + 0.75 * 0.3, within(0.005));
    assertThat(without.referenceRows()).isEqualTo(160); // 1 / (0.25^2 / 100 + 0.75^2 / 100)
    assertThat(without.window(0)).isEqualTo(30);
  }

  @Test
  void rowsThatDependCountForLess() {
    long[][] before = {{60, 20, 30}, {20, 60, 30}};
    long[][] after = {{40, 30, 30}, {10, 70, 40}};
    StratifiedCounts rows = StratifiedCounts.of(before, after);
    StratifiedCounts dependent = rows.dependent(4);

    assertThat(StratifiedTests.eachCell(dependent).pValue())
        .isGreaterThan(3 * StratifiedTests.eachCell(rows).pValue());
    assertThat(StratifiedTests.jointly(dependent).pValue())
        .isGreaterThan(3 * StratifiedTests.jointly(rows).pValue());
    assertThat(StratifiedTests.cumulatively(dependent).pValue())
        .isGreaterThan(3 * StratifiedTests.cumulatively(rows).pValue());
  }

  @Test
  void doesNotJudgeWithoutASeasonOfBothSamples() {
    StratifiedCounts none =
        StratifiedCounts.of(new long[][] {{3, 4}, {0, 0}}, new long[][] {{0, 0}, {3, 4}});

    assertThat(none.seasons()).isZero();
    assertThat(StratifiedTests.eachCell(none).basis()).isEqualTo(Basis.NOT_ENOUGH_DATA);
    assertThat(StratifiedTests.jointly(none).basis()).isEqualTo(Basis.NOT_ENOUGH_DATA);
    assertThat(StratifiedTests.cumulatively(none).basis()).isEqualTo(Basis.NOT_ENOUGH_DATA);
  }

  @Test
  void aSeasonWithOneCellOnlyHasNoPart() {
    long[][] before = {{60, 20, 30}, {0, 70, 0}, {20, 60, 30}};
    long[][] after = {{40, 30, 30}, {0, 50, 0}, {10, 70, 40}};
    StratifiedCounts all = StratifiedCounts.of(before, after);
    StratifiedCounts some =
        StratifiedCounts.of(new long[][] {before[0], before[2]}, new long[][] {after[0], after[2]});

    assertThat(StratifiedTests.eachCell(all).pValue())
        .isEqualTo(StratifiedTests.eachCell(some).pValue(), within(1e-12));
    assertThat(StratifiedTests.jointly(all).pValue())
        .isEqualTo(StratifiedTests.jointly(some).pValue(), within(1e-12));
    assertThat(StratifiedTests.cumulatively(all).pValue())
        .isEqualTo(StratifiedTests.cumulatively(some).pValue(), within(1e-12));
  }

  @Test
  void rejectsSeasonsWithOtherCells() {
    assertThatThrownBy(() -> StratifiedCounts.of(new long[][] {{1, 2}, {1}}, new long[2][2]))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid counts: 1 and 2 cells (needs 2 in each season)");
    assertThatThrownBy(() -> StratifiedCounts.of(new long[3][2], new long[2][2]))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid counts: 2 seasons of the window (needs 3 as the reference has)");
  }
}
