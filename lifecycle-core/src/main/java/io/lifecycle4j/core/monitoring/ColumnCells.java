package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.ContingencyTable.Cell;
import java.util.ArrayList;
import java.util.List;

/**
 * The values, or bins, of a column with the rows of the reference and of a window in each.
 *
 * <p>They are kept twice: each by itself, so that a value that takes over is seen however rare it
 * was, and neighbours merged until five rows are expected, for the test of all together.
 *
 * <p>A finite reference has not seen every value, so that unseen ones come without drift. A value
 * that the reference holds once would be unseen but for that row; such rows estimate how many
 * unseen ones to expect (Good 1953) and count as unseen in the reference, once there are any.
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

  /**
   * Creates cells that are empty.
   *
   * @param overflown whether the reference had more values than were told apart
   */
  ColumnCells(long referenceRows, long windowRows, boolean overflown) {
    this.referenceRows = referenceRows;
    this.windowRows = windowRows;
    this.overflown = overflown;
    known = new CellMerger(referenceRows, windowRows);
  }

  /** Adds a value or bin of the reference. Neighbours come one after the other. */
  void add(long before, long after) {
    if (before == 0) {
      unseen(0, after);
      return;
    }
    single.add(new Cell(before, after));
    if (overflown && !known.dense(before)) {
      // Which rare texts were told apart was chance; only together with the rest are they fair.
      unseenBefore += before;
      unseenAfter += after;
    } else if (before == 1) {
      unseenBefore++;
      known.add(0, after);
    } else {
      known.add(before, after);
    }
  }

  /** Adds rows whose value was not told apart, or is not in the reference. */
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
   * Initializes the classes of all tests: where memory is short later, an error in a static
   * initializer would leave a class unusable for the rest of the process.
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
