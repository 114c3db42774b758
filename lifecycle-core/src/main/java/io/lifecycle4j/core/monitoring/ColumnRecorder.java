package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.profile.ColumnProfile;

/**
 * Records the values of one column in some cells of a window's stripes. A column takes numbers or
 * texts; the other kind is refused. Immutable.
 */
interface ColumnRecorder {
  String name();

  /** Returns the cell after the last of this column. */
  int end();

  /** Gives the cells of a new stripe their first values, where those are not 0. */
  default void begin(long[] stripe) {}

  default void record(long[] stripe, double value) {
    throw new InvalidValueException(
        "Invalid value of column " + name() + ": " + value + " (must be a text)");
  }

  default void record(long[] stripe, String value) {
    throw new InvalidValueException(
        "Invalid value of column " + name() + ": '" + value + "' (must be a number)");
  }

  ColumnProfile snapshot(StripedCells cells);

  /**
   * Makes the recorder that fits a reference.
   *
   * @param first the first cell it may use
   */
  static ColumnRecorder of(ColumnProfile reference, int first) {
    if (ReferenceBins.present(reference)) {
      return new NumberRecorder(reference, first);
    }
    return reference.categories().isEmpty()
        ? new BlankRecorder(reference.name(), first)
        : new TextRecorder(reference, first);
  }
}
