package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.profile.ColumnProfile;
import java.util.Map;

/**
 * Counts the rows of a column that has no value in the reference, so that there is nothing to
 * compare with.
 */
record BlankRecorder(String name, int present) implements ColumnRecorder {
  @Override
  public int end() {
    return present + 2;
  }

  private int missing() {
    return present + 1;
  }

  @Override
  public void record(long[] stripe, double value) {
    StripedCells.increment(stripe, Double.isFinite(value) ? present : missing());
  }

  @Override
  public void record(long[] stripe, String value) {
    StripedCells.increment(stripe, value.isEmpty() ? missing() : present);
  }

  @Override
  public ColumnProfile snapshot(StripedCells cells) {
    long missing = cells.count(missing());
    return new ColumnProfile(name, cells.count(present) + missing, missing, null, null, Map.of());
  }
}
