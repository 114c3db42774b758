package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile.Histogram;
import java.util.List;
import java.util.Map;

/**
 * Counts which rows have a value, and nothing else: of numbers whose reference has one bin, and of
 * a column that has no value in the reference, where the kind of its values is unknown.
 *
 * @param numbers whether the values are numbers; they are returned as a histogram of one bin
 */
record PresenceRecorder(String name, int present, boolean numbers) implements ColumnRecorder {
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
    if (numbers) {
      ColumnRecorder.super.record(stripe, value);
    }
    StripedCells.increment(stripe, value.isEmpty() ? missing() : present);
  }

  @Override
  public ColumnProfile snapshot(StripedCells cells) {
    long values = cells.count(present);
    long missing = cells.count(missing());
    Histogram one = numbers && values > 0 ? new Histogram(List.of(), List.of(values)) : null;
    return new ColumnProfile(name, values + missing, missing, null, one, Map.of());
  }
}
