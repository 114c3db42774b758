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
  // the places of the cells after the first: constants, so that the compiler checks bounds once
  private static final int MISSING = 0;
  private static final int SUM = 1;
  private static final int SQUARES = 2;
  private static final int LEAST = 3;
  private static final int GREATEST = 4;
  private static final int BINS = 5;

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

  NumberRecorder(ColumnProfile reference, int first) {
    this.first = first;
    name = reference.name();
    bins = ReferenceBins.of(reference.histogram().orElseThrow());
    index = bins.index();
    pivot = reference.moments().map(Moments::mean).orElse(0.0);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int end() {
    return first + BINS + bins.size();
  }

  @Override
  public void begin(long[] stripe) {
    StripedCells.set(stripe, first + LEAST, Double.POSITIVE_INFINITY);
    StripedCells.set(stripe, first + GREATEST, Double.NEGATIVE_INFINITY);
  }

  @Override
  public void record(long[] stripe, double value) {
    if (!(Math.abs(value) <= Double.MAX_VALUE)) { // NaN or infinite
      StripedCells.increment(stripe, first + MISSING);
      return;
    }
    StripedCells.increment(stripe, first + BINS + index.bin(value));
    double distance = value - pivot;
    if (Math.abs(distance) > FARTHEST) {
      distance = Math.copySign(FARTHEST, distance);
    }
    StripedCells.add(stripe, first + SUM, distance);
    StripedCells.add(stripe, first + SQUARES, distance * distance);
    StripedCells.lower(stripe, first + LEAST, value);
    StripedCells.raise(stripe, first + GREATEST, value);
  }

  @Override
  public ColumnProfile snapshot(StripedCells cells) {
    long absent = cells.count(first + MISSING);
    List<Long> counts = new ArrayList<>();
    for (int bin = 0; bin < bins.size(); bin++) {
      counts.add(cells.count(first + BINS + bin));
    }
    Histogram histogram = new Histogram(bins.edges(), counts);
    long values = histogram.total();
    return values == 0
        ? new ColumnProfile(name, absent, absent, null, null, Map.of())
        : new ColumnProfile(
            name, values + absent, absent, moments(cells, values), histogram, Map.of());
  }

  private Moments moments(StripedCells cells, long values) {
    double mean = cells.sum(first + SUM) / values;
    double variance = cells.sum(first + SQUARES) / values - mean * mean;
    return moments(
        cells.least(first + LEAST),
        cells.greatest(first + GREATEST),
        pivot + mean,
        Math.sqrt(Math.max(0, variance)));
  }

  /** Returns moments without errors of rounding if all values are the same. */
  static Moments moments(double least, double greatest, double mean, double deviation) {
    return least == greatest
        ? new Moments(least, least, least, 0)
        : new Moments(least, greatest, mean, deviation);
  }
}
