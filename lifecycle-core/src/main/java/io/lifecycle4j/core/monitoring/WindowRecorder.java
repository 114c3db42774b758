package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.DriftRecorder;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import java.util.ArrayList;
import java.util.List;

/** Records one window, a column recorder for each column of the reference. */
final class WindowRecorder implements DriftRecorder {
  private final ColumnRecorder[] columns;

  WindowRecorder(Profile reference) {
    columns = reference.columns().stream().map(ColumnRecorder::of).toArray(ColumnRecorder[]::new);
  }

  @Override
  public void record(int column, double value) {
    column(column).record(value);
  }

  @Override
  public void record(int column, String value) {
    column(column).record(value);
  }

  @Override
  public Profile snapshot() {
    long rows = 0;
    List<ColumnProfile> profiles = new ArrayList<>();
    for (ColumnRecorder column : columns) {
      ColumnProfile profile = column.snapshot();
      profiles.add(profile);
      rows = Math.max(rows, profile.count());
    }
    return new Profile(rows, profiles);
  }

  private ColumnRecorder column(int column) {
    if (column < 0 || column >= columns.length) {
      throw new InvalidValueException(
          "Invalid column: " + column + " (the reference has " + columns.length + ")");
    }
    return columns[column];
  }
}
