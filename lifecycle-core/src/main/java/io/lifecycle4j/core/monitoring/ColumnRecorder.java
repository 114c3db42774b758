package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.profile.ColumnProfile;

/**
 * Records the values of one column in some cells of a window's stripes. Accepts either numbers or
 * texts, and rejects the other kind. Immutable.
 */
interface ColumnRecorder {
  String name();

  /** Returns the index of the cell after the last of this column. */
  int end();

  /** Sets the cells of a new stripe whose initial value is not 0. */
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

  /** Returns the recorder that fits a reference; {@code first} is the index of its first cell. */
  static ColumnRecorder of(ColumnProfile reference, int first) {
    if (ReferenceBins.present(reference)) {
      return ReferenceBins.isOne(reference)
          ? new PresenceRecorder(reference.name(), first, true)
          : new NumberRecorder(reference, first);
    }
    return reference.categories().isEmpty()
        ? new PresenceRecorder(reference.name(), first, false)
        : new TextRecorder(reference, first);
  }
}
