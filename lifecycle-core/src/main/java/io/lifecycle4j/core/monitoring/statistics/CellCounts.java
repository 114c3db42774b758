package io.lifecycle4j.core.monitoring.statistics;

import static io.lifecycle4j.error.Preconditions.check;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a reference and of a window, counted in the same cells: bins in the order of their
 * values, or categories.
 *
 * <p>The tests are valid if the cells were chosen without looking at either sample. Cells that are
 * empty in both samples carry no information and are left out.
 */
public final class CellCounts {
  private final long[] reference;
  private final long[] window;
  private final long referenceRows;
  private final long windowRows;

  private CellCounts(long[] reference, long[] window) {
    this.reference = reference;
    this.window = window;
    referenceRows = LongStream.of(reference).sum();
    windowRows = LongStream.of(window).sum();
  }

  /**
   * Counts both samples.
   *
   * @param reference the rows of the reference in each cell
   * @param window the rows of the window in each cell, in the same order
   * @return the counts, without the cells that are empty in both
   */
  public static CellCounts of(long[] reference, long[] window) {
    check(
        reference.length == window.length,
        "Invalid counts: %s cells of the window (needs %s as the reference has)",
        window.length,
        reference.length);
    int cells = 0;
    long[] before = new long[reference.length];
    long[] after = new long[reference.length];
    for (int cell = 0; cell < reference.length; cell++) {
      check(
          reference[cell] >= 0 && window[cell] >= 0,
          "Invalid count: %s (must be at least 0)",
          Math.min(reference[cell], window[cell]));
      if (reference[cell] > 0 || window[cell] > 0) {
        before[cells] = reference[cell];
        after[cells++] = window[cell];
      }
    }
    return new CellCounts(Arrays.copyOf(before, cells), Arrays.copyOf(after, cells));
  }

  /** Returns the number of cells that are not empty in both samples. */
  public int size() {
    return reference.length;
  }

  /** Returns the rows of the reference in a cell. */
  public long reference(int cell) {
    return reference[cell];
  }

  /** Returns the rows of the window in a cell. */
  public long window(int cell) {
    return window[cell];
  }

  /** Returns the rows of both samples in a cell, at least one. */
  public long both(int cell) {
    return reference[cell] + window[cell];
  }

  public long referenceRows() {
    return referenceRows;
  }

  public long windowRows() {
    return windowRows;
  }

  /** Returns the rows of both samples. */
  public long rows() {
    return referenceRows + windowRows;
  }

  /** Returns whether there are rows in both samples, in more than one cell. */
  public boolean comparable() {
    return size() > 1 && referenceRows > 0 && windowRows > 0;
  }

  /**
   * Returns the counts of as many independent rows as these rows are worth.
   *
   * @param effect the {@link DesignEffect} of both samples, at least 1
   * @return the counts divided by it, rounded
   */
  public CellCounts divided(double effect) {
    check(effect >= 1, "Invalid design effect: %s (must be at least 1)", effect);
    return effect == 1
        ? this
        : of(
            Arrays.stream(reference).map(rows -> Math.round(rows / effect)).toArray(),
            Arrays.stream(window).map(rows -> Math.round(rows / effect)).toArray());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CellCounts that
        && Arrays.equals(reference, that.reference)
        && Arrays.equals(window, that.window);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(reference) + Arrays.hashCode(window);
  }

  @Override
  public String toString() {
    return Arrays.toString(reference) + " -> " + Arrays.toString(window);
  }

  /** Returns one cell and all others as the second. */
  public CellCounts against(int cell) {
    return new CellCounts(
        new long[] {reference[cell], referenceRows - reference[cell]},
        new long[] {window[cell], windowRows - window[cell]});
  }

  /** 1/n + 1/m, by which a difference of shares varies. */
  double spread() {
    return 1.0 / referenceRows + 1.0 / windowRows;
  }
}
