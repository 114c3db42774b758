package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.core.monitoring.ContingencyTable.Cell;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ShiftProperties {
  @Property(tries = 300)
  void pValuesAreProbabilities(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 99) Integer> counts) {
    Shift shift = shift(table(counts, 1));

    assertThat(shift.pValue()).isBetween(0.0, 1.0);
    assertThat(shift.effect()).isNotNaN();
  }

  @Property(tries = 300)
  void theStabilityIndexDoesNotDependOnWhichSampleIsTheReference(
      @ForAll @Size(min = 2, max = 30) List<@IntRange(min = 1, max = 99) Integer> counts) {
    ContingencyTable forth = table(counts, 1);
    ContingencyTable back = new ContingencyTable();
    forth.cells().stream()
        .map(ShiftProperties::swapped)
        .forEach(cell -> back.add(cell.reference(), cell.window()));

    assertThat(forth.stabilityIndex(0.5))
        .isNotNegative()
        .isEqualTo(back.stabilityIndex(0.5), within(1e-12));
    assertThat(forth.likelihoodRatio()).isEqualTo(back.likelihoodRatio(), within(1e-9));
  }

  @Property(tries = 300)
  void equalSharesAreNoShift(
      @ForAll @Size(min = 2, max = 30) List<@IntRange(min = 1, max = 99) Integer> counts,
      @ForAll @IntRange(min = 1, max = 9) int times) {
    ContingencyTable table = new ContingencyTable();
    counts.forEach(count -> table.add((long) count * times, count));

    assertThat(table.likelihoodRatio()).isEqualTo(0, within(1e-9));
    assertThat(table.homogeneityPValue()).isEqualTo(1, within(1e-6));
    assertThat(shift(table).effect()).isLessThanOrEqualTo(0.01);
  }

  private static Shift shift(ContingencyTable table) {
    return Shift.of(table, new SingleCells(table.cells(), table.reference(), table.window()));
  }

  private static Cell swapped(Cell cell) {
    return new Cell(/* reference= */ cell.window(), /* window= */ cell.reference());
  }

  /** Pairs each count with the one at the other end. */
  private static ContingencyTable table(List<Integer> counts, int atLeast) {
    ContingencyTable table = new ContingencyTable().add(atLeast, atLeast);
    for (int i = 0; i < counts.size(); i++) {
      table.add(counts.get(i), counts.get(counts.size() - 1 - i));
    }
    return table;
  }
}
