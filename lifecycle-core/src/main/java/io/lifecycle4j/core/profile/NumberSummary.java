package io.lifecycle4j.core.profile;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Distinct;
import io.lifecycle4j.profile.Histogram;
import io.lifecycle4j.profile.Moments;
import io.lifecycle4j.profile.NumberCounts;
import io.lifecycle4j.profile.Quantiles;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a profile says of a column of numbers.
 *
 * <p>Finite numbers gather in a block of fixed size, which is then summed up as a whole: the same
 * numbers give the same bits, whether they came one by one or many at once. At most 128 KiB.
 */
final class NumberSummary implements ColumnSummary {
  private static final int BLOCK = 512;

  private final double[] block = new double[BLOCK];
  private int size;
  private long count;
  private long infinite;
  private long nan;
  private long zero;
  private final RunningMoments moments = new RunningMoments();
  private final @Nullable QuantileSketch quantiles;
  private final @Nullable DistinctSketch distinct;
  private final FewNumbers few = new FewNumbers();

  NumberSummary(boolean sketched) {
    quantiles = sketched ? new QuantileSketch() : null;
    distinct = sketched ? new DistinctSketch() : null;
  }

  void add(double value) {
    count++;
    if (Math.abs(value) <= Double.MAX_VALUE) { // it is finite
      block[size++] = value + 0.0; // -0 becomes 0: edges that compare as equal would not increase
      zero += value == 0 ? 1 : 0;
      if (size == BLOCK) {
        flush();
      }
    } else if (Double.isNaN(value)) {
      nan++;
    } else {
      infinite++;
    }
  }

  void add(double[] values, int from, int to) {
    int next = from;
    while (next < to) {
      int end = next + Math.min(to - next, BLOCK - size);
      gather(values, next, end);
      if (size == BLOCK) {
        flush();
      }
      next = end;
    }
    count += to - from;
  }

  /** Takes so many numbers that the block does not overflow. */
  private void gather(double[] values, int from, int to) {
    int length = size;
    int zeros = 0;
    for (int i = from; i < to; i++) {
      double value = values[i];
      block[length] = value + 0.0;
      length += Math.abs(value) <= Double.MAX_VALUE ? 1 : 0;
      zeros += value == 0 ? 1 : 0;
    }
    zero += zeros;
    int left = to - from - (length - size);
    size = length;
    if (left > 0) {
      long before = nan;
      for (int i = from; i < to; i++) {
        nan += Double.isNaN(values[i]) ? 1 : 0;
      }
      infinite += left - (nan - before);
    }
  }

  private void flush() {
    moments.add(block, 0, size);
    if (quantiles != null) {
      quantiles.add(block, 0, size);
    }
    if (distinct != null) {
      distinct.add(block, 0, size);
      few.add(block, 0, size);
    }
    size = 0;
  }

  @Override
  public long count() {
    return count;
  }

  /** Counts the bytes of all arrays. */
  long bytes() {
    return 8L * BLOCK
        + few.bytes()
        + (quantiles == null ? 0 : quantiles.bytes())
        + (distinct == null ? 0 : distinct.bytes());
  }

  @Override
  public void merge(ColumnSummary later) {
    NumberSummary other = (NumberSummary) later;
    flush();
    moments.merge(other.moments);
    if (quantiles != null && other.quantiles != null) {
      quantiles.merge(other.quantiles);
    }
    if (distinct != null && other.distinct != null) {
      distinct.merge(other.distinct);
      few.merge(other.few);
    }
    System.arraycopy(other.block, 0, block, 0, other.size);
    size = other.size;
    flush();
    count += other.count;
    infinite += other.infinite;
    nan += other.nan;
    zero += other.zero;
  }

  @Override
  public void merge(ColumnProfile later) {
    NumberCounts numbers =
        ColumnSummary.kept(later.numbers(), later, "counts of NaN, infinite and zero");
    flush();
    count += later.count();
    nan += numbers.nan();
    infinite += numbers.infinite();
    zero += numbers.zero();
    Moments range = later.moments();
    if (range != null) {
      check(
          !Double.isNaN(range.min()),
          "Cannot merge profiles: column %s has no range (it is private)",
          later.name());
      long values = later.count() - later.missing();
      moments.merge(RunningMoments.of(values, range, later.shape()));
      mergeSketches(later, values);
    }
  }

  private void mergeSketches(ColumnProfile later, long values) {
    if (quantiles == null || distinct == null) {
      return;
    }
    Quantiles points = ColumnSummary.kept(later.quantiles(), later, "quantiles");
    Distinct seen = ColumnSummary.kept(later.distinct(), later, "number of different values");
    distinct.merge(DistinctSketch.read(seen));
    few.merge(later);
    double[] numbers = points.points().stream().mapToDouble(Double::doubleValue).toArray();
    long[] weights = new long[numbers.length];
    Arrays.fill(weights, values / numbers.length);
    for (int i = 0; i < values % numbers.length; i++) { // spread what is left evenly
      weights[(int) (((long) i * numbers.length) / (values % numbers.length))]++;
    }
    // between two points nothing is known, and their ranks and weights were rounded down
    double off = values == numbers.length ? 0 : (double) values / (numbers.length - 1) + 2;
    quantiles.merge(numbers, weights, off + points.error() * values);
  }

  @Override
  public long categoriesSize() {
    return 0;
  }

  @Override
  public ColumnProfile profile(String name, long room) {
    NumberSummary all = new NumberSummary(quantiles != null);
    all.merge(this);
    return all.build(name);
  }

  private ColumnProfile build(String name) {
    ColumnProfile.Builder column =
        ColumnProfile.builder(name, count, nan + infinite)
            .numbers(new NumberCounts(nan, infinite, zero));
    if (distinct != null) {
      column.distinct(distinct.distinct());
    }
    if (moments.count() == 0) {
      return column.build();
    }
    Moments range = moments.toMoments();
    column.moments(range).shape(moments.toShape());
    if (quantiles != null) {
      SortedValues sorted = quantiles.sorted();
      Histogram counted = few.histogram();
      column
          .histogram(counted == null ? sorted.withZeros(zero).histogram() : counted)
          .quantiles(sorted.quantiles(range, quantiles.error()));
    }
    return column.build();
  }
}
