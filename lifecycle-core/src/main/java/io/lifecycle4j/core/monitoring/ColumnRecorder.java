package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.profile.ColumnProfile;

/** Records the values of one column. A column takes numbers or texts; the other kind is refused. */
interface ColumnRecorder {
  default void record(double value) {
    throw new InvalidValueException(
        "Invalid value of column " + snapshot().name() + ": " + value + " (must be a text)");
  }

  default void record(String value) {
    throw new InvalidValueException(
        "Invalid value of column " + snapshot().name() + ": '" + value + "' (must be a number)");
  }

  ColumnProfile snapshot();

  static ColumnRecorder of(ColumnProfile reference) {
    if (ReferenceBins.present(reference)) {
      return new NumberRecorder(reference);
    }
    return reference.categories().isEmpty()
        ? new BlankRecorder(reference.name())
        : new TextRecorder(reference);
  }
}
