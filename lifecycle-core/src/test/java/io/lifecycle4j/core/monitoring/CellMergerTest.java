package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.monitoring.ContingencyTable.Cell;
import org.junit.jupiter.api.Test;

class CellMergerTest {
  @Test
  void mergesNeighboursUntilFiveRowsAreExpected() {
    CellMerger merger = new CellMerger(1_000, 100);
    merger.add(50, 1);
    merger.add(20, 2);
    merger.add(29, 3);
    merger.add(1, 4);
    merger.add(900, 5);

    assertThat(merger.table().cells())
        .containsExactly(new Cell(50, 1), new Cell(50, 9), new Cell(900, 5));
  }

  @Test
  void joinsWhatIsLeftOverToTheLastCell() {
    CellMerger merger = new CellMerger(1_000, 100);
    merger.add(400, 1);
    merger.add(500, 2);
    merger.add(10, 3);
    merger.add(0, 4);

    assertThat(merger.table().cells()).containsExactly(new Cell(400, 1), new Cell(510, 9));
  }

  @Test
  void doesNotLookAtTheWindow() {
    CellMerger quiet = new CellMerger(1_000, 100);
    CellMerger loud = new CellMerger(1_000, 100);
    for (int i = 0; i < 40; i++) {
      quiet.add(25, 0);
      loud.add(25, 1_000_000);
    }

    assertThat(loud.table().cells())
        .hasSize(20)
        .extracting(Cell::reference)
        .isEqualTo(quiet.table().cells().stream().map(Cell::reference).toList());
  }
}
