package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes reference profiles as they are made from training rows. */
final class References {
  private static final int BINS = 20;

  private References() {}

  static Profile of(ColumnProfile... columns) {
    return new Profile(columns[0].count(), List.of(columns));
  }

  /** Summarises numbers in bins between quantiles; NaN is missing. */
  static ColumnProfile numbers(String name, double... values) {
    double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    int missing = values.length - sorted.length;
    List<Double> edges = new ArrayList<>();
    for (int i = 1; i < BINS; i++) {
      double edge = sorted[i * sorted.length / BINS];
      if (edge > sorted[0] && (edges.isEmpty() || edge > edges.get(edges.size() - 1))) {
        edges.add(edge);
      }
    }
    if (sorted[0] == sorted[sorted.length - 1]) {
      edges.add(sorted[0]);
      edges.add(Math.nextUp(sorted[0]));
    }
    Long[] counts = new Long[edges.size() + 1];
    Arrays.fill(counts, 0L);
    for (double value : sorted) {
      counts[(int) edges.stream().filter(edge -> edge <= value).count()]++;
    }
    return new ColumnProfile(
        name,
        values.length,
        missing,
        moments(sorted),
        new Histogram(edges, List.of(counts)),
        Map.of());
  }

  static ColumnProfile texts(String name, String... values) {
    Map<String, Long> categories = new TreeMap<>();
    long missing = 0;
    for (String value : values) {
      if (value.isEmpty()) {
        missing++;
      } else {
        categories.merge(value, 1L, Long::sum);
      }
    }
    return new ColumnProfile(name, values.length, missing, null, null, categories);
  }

  static ColumnProfile texts(String name, Map<String, Long> categories) {
    long rows = categories.values().stream().mapToLong(Long::longValue).sum();
    return new ColumnProfile(name, rows, 0, null, null, categories);
  }

  private static Moments moments(double... values) {
    double mean = Arrays.stream(values).average().orElse(0);
    double variance =
        Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElse(0);
    return new Moments(values[0], values[values.length - 1], mean, Math.sqrt(variance));
  }
}
