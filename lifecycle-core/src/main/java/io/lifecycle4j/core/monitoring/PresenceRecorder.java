package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile.Histogram;
import java.util.List;
import java.util.Map;

/** Counts how many numbers are missing, and nothing else of them: those of one bin. */
record PresenceRecorder(String name, int present) implements ColumnRecorder {
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
  public ColumnProfile snapshot(StripedCells cells) {
    long values = cells.count(present);
    long missing = cells.count(missing());
    Histogram one = values == 0 ? null : new Histogram(List.of(), List.of(values));
    return new ColumnProfile(name, values + missing, missing, null, one, Map.of());
  }
}
