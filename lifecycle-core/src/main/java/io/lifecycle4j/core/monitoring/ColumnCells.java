package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.ContingencyTable.Cell;
import java.util.ArrayList;
import java.util.List;

/**
 * The values, or bins, of a column, with the rows of the reference and of a window in each.
 *
 * <p>They are kept twice: individually, so that a value that becomes frequent is detected however
 * rare it was, and with neighbours merged until five rows are expected, for the joint test.
 *
 * <p>A finite reference has not seen every value, so unseen values occur without drift. A value
 * that occurs once in the reference would be unseen but for that row. The number of such rows
 * estimates how many unseen ones to expect (Good 1953), and once unseen ones occur, these rows
 * count as unseen in the reference.
 */
final class ColumnCells {
  private final long referenceRows;
  private final long windowRows;
  private final boolean overflown;
  private final List<Cell> single = new ArrayList<>();
  private final CellMerger known;
  private long unseenBefore;
  private long unseenAfter;
  private long missingBefore;
  private long missingAfter;
  private boolean unseen;

  /** Begins empty; {@code overflown} if the reference has values it does not count individually. */
  ColumnCells(long referenceRows, long windowRows, boolean overflown) {
    this.referenceRows = referenceRows;
    this.windowRows = windowRows;
    this.overflown = overflown;
    known = new CellMerger(referenceRows, windowRows);
  }

  /** Adds a value or bin of the reference. Neighbours must be added one after the other. */
  void add(long before, long after) {
    if (before == 0) {
      unseen(0, after);
      return;
    }
    single.add(new Cell(before, after));
    if (overflown && !known.dense(before)) {
      // Which rare texts are counted individually was chance; only together with the rest are they
      // unbiased.
      unseenBefore += before;
      unseenAfter += after;
    } else if (before == 1) {
      unseenBefore++;
      known.add(0, after);
    } else {
      known.add(before, after);
    }
  }

  /** Adds rows whose value is not counted individually, or is not in the reference. */
  void unseen(long before, long after) {
    unseenBefore += before;
    unseenAfter += after;
    unseen |= before + after > 0;
  }

  void missing(long before, long after) {
    missingBefore += before;
    missingAfter += after;
  }

  long unseenBefore() {
    return unseenBefore;
  }

  long unseenAfter() {
    return unseenAfter;
  }

  /**
   * Initializes the classes of all tests: later, an error in a static initializer, as when memory
   * is short, would make a class unusable until the process ends.
   */
  static void initialize() {
    ColumnCells cells = new ColumnCells(100, 100, false);
    cells.add(60, 70);
    cells.add(40, 29);
    cells.unseen(0, 1);
    cells.shift();
  }

  Shift shift() {
    ContingencyTable merged =
        known.table().add(unseenBefore, unseenAfter).add(missingBefore, missingAfter);
    if (unseen) {
      single.add(new Cell(unseenBefore, unseenAfter));
    }
    if (missingBefore + missingAfter > 0) {
      single.add(new Cell(missingBefore, missingAfter));
    }
    return Shift.of(merged, new SingleCells(single, referenceRows, windowRows));
  }
}
