package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.profile.ColumnProfile;
import java.util.Map;

/** Counts the rows of a column of which the reference has no value, so that nothing is known. */
final class BlankRecorder implements ColumnRecorder {
  private static final int PRESENT = 0;
  private static final int MISSING = 1;

  private final String name;
  private final StripedCells cells = new StripedCells(2);

  BlankRecorder(String name) {
    this.name = name;
  }

  @Override
  public void record(double value) {
    StripedCells.increment(cells.mine(), Double.isFinite(value) ? PRESENT : MISSING);
  }

  @Override
  public void record(String value) {
    StripedCells.increment(cells.mine(), value.isEmpty() ? MISSING : PRESENT);
  }

  @Override
  public ColumnProfile snapshot() {
    long missing = cells.count(MISSING);
    return new ColumnProfile(name, cells.count(PRESENT) + missing, missing, null, null, Map.of());
  }
}
