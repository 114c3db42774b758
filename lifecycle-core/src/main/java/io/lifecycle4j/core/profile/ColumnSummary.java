package io.lifecycle4j.core.profile;

import io.lifecycle4j.profile.ColumnProfile;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Collects what a profile says of one column. Not thread-safe. */
final class ColumnSummary {
  private final RunningMoments moments = new RunningMoments();
  private final ValueSample sample = new ValueSample();
  private final Map<String, long[]> categories = new HashMap<>();
  private long other;
  private long count;
  private long missing;

  void add(double value) {
    count++;
    if (Double.isFinite(value)) {
      moments.add(value);
      sample.add(value);
    } else {
      missing++;
    }
  }

  void add(String value) {
    count++;
    if (value.isEmpty()) {
      missing++;
      return;
    }
    long[] rows = categories.get(value);
    if (rows != null) {
      rows[0]++;
    } else if (categories.size() < ColumnProfile.MAX_CATEGORIES
        && value.length() <= Profiler.MAX_TEXT) {
      categories.put(value, new long[] {1});
    } else {
      other++;
    }
  }

  ColumnProfile profile(String name) {
    Map<String, Long> rows = new TreeMap<>();
    categories.forEach((text, cell) -> rows.put(text, cell[0]));
    if (other > 0) {
      rows.merge(ColumnProfile.OTHER, other, Long::sum);
    }
    if (moments.count() == 0) {
      return new ColumnProfile(name, count, missing, null, null, rows);
    }
    return new ColumnProfile(name, count, missing, moments.toMoments(), sample.histogram(), rows);
  }
}
