package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Moments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds windows of the same reference, as if they were one. */
final class MergedWindow {
  private MergedWindow() {}

  static Profile of(Profile one, Profile two) {
    List<ColumnProfile> columns = new ArrayList<>();
    for (int i = 0; i < one.columns().size(); i++) {
      columns.add(of(one.columns().get(i), two.columns().get(i)));
    }
    return new Profile(one.rows() + two.rows(), columns);
  }

  static ColumnProfile of(ColumnProfile one, ColumnProfile two) {
    Map<String, Long> categories = new HashMap<>(one.categories());
    two.categories().forEach((text, rows) -> categories.merge(text, rows, Long::sum));
    return new ColumnProfile(
        one.name(),
        one.count() + two.count(),
        one.missing() + two.missing(),
        moments(one, two),
        histogram(one.histogram().orElse(null), two.histogram().orElse(null)),
        categories);
  }

  private static @Nullable Histogram histogram(@Nullable Histogram one, @Nullable Histogram two) {
    if (one == null || two == null) {
      return one == null ? two : one;
    }
    List<Long> counts = new ArrayList<>();
    for (int bin = 0; bin < one.counts().size(); bin++) {
      counts.add(one.counts().get(bin) + two.counts().get(bin));
    }
    return new Histogram(one.edges(), counts);
  }

  /** Adds the squares of distances from the common mean (Chan, Golub and LeVeque 1983). */
  private static @Nullable Moments moments(ColumnProfile first, ColumnProfile second) {
    Moments one = first.moments().orElse(null);
    Moments two = second.moments().orElse(null);
    if (one == null || two == null) {
      return one == null ? two : one;
    }
    double rows = first.count() - first.missing();
    double more = second.count() - second.missing();
    double share = more / (rows + more);
    double distance = two.mean() - one.mean();
    double variance =
        (1 - share) * one.deviation() * one.deviation()
            + share * two.deviation() * two.deviation()
            + share * (1 - share) * distance * distance;
    return NumberRecorder.moments(
        Math.min(one.min(), two.min()),
        Math.max(one.max(), two.max()),
        one.mean() + share * distance,
        Math.min(Math.sqrt(variance), Double.MAX_VALUE));
  }
}
