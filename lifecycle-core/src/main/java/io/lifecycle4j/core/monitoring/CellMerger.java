package io.lifecycle4j.core.monitoring;

/**
 * Merges neighbouring cells until enough rows of a window are expected in each for the chi-square
 * distribution to hold (five, Cochran 1954).
 *
 * <p>The expectation depends on the reference alone: merging by the window's counts would choose
 * the hypothesis by the data. Neighbours in a fixed order are merged, not the rare ones with each
 * other, since those are rare in part by chance and would be more frequent in the window.
 */
final class CellMerger {
  private static final double LEAST_EXPECTED = 5;

  private final double windowShare;
  private final ContingencyTable table = new ContingencyTable();
  private long closedReference;
  private long closedWindow;
  private long openReference;
  private long openWindow;

  CellMerger(long referenceRows, long windowRows) {
    windowShare = (double) windowRows / referenceRows;
  }

  /** Returns whether a cell with this many rows of the reference needs no merging. */
  boolean dense(long reference) {
    return reference * windowShare >= LEAST_EXPECTED;
  }

  void add(long reference, long window) {
    openReference += reference;
    openWindow += window;
    if (dense(openReference)) {
      table.add(closedReference, closedWindow);
      closedReference = openReference;
      closedWindow = openWindow;
      openReference = 0;
      openWindow = 0;
    }
  }

  /** Returns the merged cells; a remainder joins the last of them. Call it once. */
  ContingencyTable table() {
    return table.add(closedReference + openReference, closedWindow + openWindow);
  }
}
