package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.profile.BinIndex;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Moments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Counts numbers in the bins of the reference, and records their range, mean and spread. */
final class NumberRecorder implements ColumnRecorder {
  /** Keeps squares finite, and their sums over as many values as fit into memory. */
  private static final double FARTHEST = 1e145;

  private final String name;
  private final ReferenceBins bins;
  private final BinIndex index;

  /**
   * Sums are of distances from this value: squares of values far from 0 would swamp their spread.
   */
  private final double pivot;

  private final int first;
  private final int missing;
  private final int sum;
  private final int squares;
  private final int least;
  private final int greatest;

  NumberRecorder(ColumnProfile reference, int first) {
    this.first = first;
    name = reference.name();
    bins = ReferenceBins.of(reference.histogram().orElseThrow());
    index = bins.index();
    pivot = reference.moments().map(Moments::mean).orElse(0.0);
    missing = first + bins.size();
    sum = missing + 1;
    squares = sum + 1;
    least = squares + 1;
    greatest = least + 1;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int end() {
    return greatest + 1;
  }

  @Override
  public void begin(long[] stripe) {
    StripedCells.set(stripe, least, Double.POSITIVE_INFINITY);
    StripedCells.set(stripe, greatest, Double.NEGATIVE_INFINITY);
  }

  @Override
  public void record(long[] stripe, double value) {
    if (!(Math.abs(value) <= Double.MAX_VALUE)) { // NaN or infinite
      StripedCells.increment(stripe, missing);
      return;
    }
    StripedCells.increment(stripe, first + index.bin(value));
    double distance = value - pivot;
    if (Math.abs(distance) > FARTHEST) {
      distance = Math.copySign(FARTHEST, distance);
    }
    StripedCells.add(stripe, sum, distance);
    StripedCells.add(stripe, squares, distance * distance);
    StripedCells.lower(stripe, least, value);
    StripedCells.raise(stripe, greatest, value);
  }

  @Override
  public ColumnProfile snapshot(StripedCells cells) {
    long absent = cells.count(missing);
    List<Long> counts = new ArrayList<>();
    for (int bin = first; bin < missing; bin++) {
      counts.add(cells.count(bin));
    }
    Histogram histogram = new Histogram(bins.edges(), counts);
    long values = histogram.total();
    return values == 0
        ? new ColumnProfile(name, absent, absent, null, null, Map.of())
        : new ColumnProfile(
            name, values + absent, absent, moments(cells, values), histogram, Map.of());
  }

  private Moments moments(StripedCells cells, long values) {
    double mean = cells.sum(sum) / values;
    double variance = cells.sum(squares) / values - mean * mean;
    return new Moments(
        cells.least(least),
        cells.greatest(greatest),
        pivot + mean,
        Math.sqrt(Math.max(0, variance)));
  }
}
