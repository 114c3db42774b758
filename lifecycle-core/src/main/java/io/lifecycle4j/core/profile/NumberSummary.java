package io.lifecycle4j.core.profile;

import io.lifecycle4j.core.profile.Profiler.ColumnSummary;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.ColumnProfileBuilder;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.profile.Profile.NumberCounts;
import org.jspecify.annotations.Nullable;

/**
 * Collects the profile of a column of numbers.
 *
 * <p>Finite numbers are collected in blocks of fixed size, each of which is summed as a whole: the
 * same numbers have the same result, bit for bit, whether added one by one or many at once. At most
 * 128 KiB.
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
  private final QuantileSketch quantiles = new QuantileSketch();
  private final DistinctSketch distinct = new DistinctSketch();
  private final FewNumbers few = new FewNumbers();
  private final @Nullable GivenCells given;
  private @Nullable RowSampler sampler;

  /** Begins a summary; the histogram has the given bins, or is made of the numbers if null. */
  NumberSummary(@Nullable GivenCells given) {
    this.given = given;
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
    for (int i = from; i < to; i++) {
      add(values[i]);
    }
  }

  /** Samples the tensors that the numbers are the means of. */
  void sample(float[] tensor, int length) {
    if (sampler == null) {
      sampler = RowSampler.ofTensors(length, Profiler.SEED);
    }
    sampler.add(tensor, length);
  }

  private void flush() {
    moments.add(block, 0, size);
    quantiles.add(block, 0, size);
    distinct.add(block, 0, size);
    few.add(block, 0, size);
    if (given != null) {
      given.add(block, 0, size);
    }
    size = 0;
  }

  @Override
  public long count() {
    return count;
  }

  long bytes() {
    return 8L * BLOCK + few.bytes() + quantiles.bytes() + distinct.bytes();
  }

  @Override
  public long categoriesSize() {
    return 0;
  }

  @Override
  public ColumnProfile profile(String name, long room) {
    flush();
    ColumnProfileBuilder column =
        ColumnProfile.builder(name, count, nan + infinite)
            .numbers(new NumberCounts(nan, infinite, zero))
            .distinct(distinct.distinct())
            .sample(sampler == null ? null : sampler.sample().encoded());
    if (moments.count() == 0) {
      return column.histogram(given == null ? null : given.histogram()).build();
    }
    Moments range = moments.toMoments();
    SortedValues sorted = quantiles.sorted();
    Histogram counted = given == null ? few.histogram() : given.histogram();
    return column
        .moments(range)
        .shape(moments.toShape())
        .histogram(counted == null ? sorted.withZeros(zero).histogram() : counted)
        .quantiles(sorted.quantiles(range, quantiles.error()))
        .build();
  }
}
