package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Moments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A column in each season, in both samples.
 *
 * @param references the rows of the reference in each season, in the same cells
 * @param windows the rows of the window in each season
 */
record ComparedSeasons(List<ColumnProfile> references, List<ColumnProfile> windows) {
  static ComparedSeasons of(ColumnProfile reference, ColumnProfile window) {
    return new ComparedSeasons(List.of(reference), List.of(window));
  }

  int size() {
    return references.size();
  }

  /** Returns all rows of the window. */
  ColumnProfile window() {
    return windows.stream().reduce(MergedWindow::of).orElseThrow();
  }

  /**
   * Returns as many rows of the reference, with as much of each season as the window has: so a
   * difference of seasons is no difference between both.
   */
  ColumnProfile reference() {
    if (size() == 1) {
      return references.get(0);
    }
    double all = windows.stream().mapToLong(ColumnProfile::count).sum();
    double rows = references.stream().mapToLong(ColumnProfile::count).sum();
    Weighted sum = new Weighted(references.get(0));
    for (int i = 0; i < size(); i++) {
      ColumnProfile season = references.get(i);
      if (season.count() > 0 && all > 0) {
        sum.add(season, windows.get(i).count() / all * rows / season.count());
      }
    }
    return sum.column();
  }

  /** A sum of rows that count more or less than once. */
  private static final class Weighted {
    private final ColumnProfile first;
    private final double @Nullable [] bins;
    private final Map<String, Double> texts = new HashMap<>();
    private double count;
    private double missing;
    private double values;
    private double mean;
    private double squares;
    private double least = Double.POSITIVE_INFINITY;
    private double greatest = Double.NEGATIVE_INFINITY;

    Weighted(ColumnProfile first) {
      this.first = first;
      bins = first.histogram().map(histogram -> new double[histogram.counts().size()]).orElse(null);
    }

    void add(ColumnProfile season, double weight) {
      count += weight * season.count();
      missing += weight * season.missing();
      season.histogram().ifPresent(histogram -> add(histogram, weight));
      season.categories().forEach((text, rows) -> texts.merge(text, weight * rows, Double::sum));
      season
          .moments()
          .ifPresent(moments -> add(moments, weight * (season.count() - season.missing())));
    }

    private void add(Histogram histogram, double weight) {
      for (int bin = 0; bins != null && bin < bins.length; bin++) {
        bins[bin] += weight * histogram.counts().get(bin);
      }
    }

    /** Adds the squares of distances from the common mean (Chan, Golub and LeVeque 1983). */
    private void add(Moments moments, double more) {
      if (more <= 0) {
        return;
      }
      double distance = moments.mean() - mean;
      double share = more / (values + more);
      squares +=
          more * moments.deviation() * moments.deviation() + values * share * distance * distance;
      mean += share * distance;
      values += more;
      least = Math.min(least, moments.min());
      greatest = Math.max(greatest, moments.max());
    }

    ColumnProfile column() {
      Map<String, Long> rounded = new HashMap<>();
      texts.forEach((text, rows) -> rounded.put(text, Math.round(rows)));
      return ColumnProfile.builder(
              first.name(), Math.round(count), Math.min(Math.round(count), Math.round(missing)))
          .moments(values > 0 ? moments() : null)
          .histogram(histogram())
          .categories(rounded)
          .designEffect(first.designEffect())
          .build();
    }

    private Moments moments() {
      return NumberRecorder.moments(least, greatest, mean, Math.sqrt(squares / values));
    }

    private @Nullable Histogram histogram() {
      if (bins == null) {
        return null;
      }
      List<Long> counts = new ArrayList<>();
      for (double rows : bins) {
        counts.add(Math.round(rows));
      }
      return new Histogram(first.histogram().orElseThrow().edges(), counts);
    }
  }
}
