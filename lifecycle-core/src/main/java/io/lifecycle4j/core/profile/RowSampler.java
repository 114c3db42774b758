package io.lifecycle4j.core.profile;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.core.profile.RowSample.Entry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Samples rows by random priorities. One thread at a time adds rows, while any thread may read them
 * without locks. Once the sample is full, most rows cost a comparison. At most 64 KiB.
 */
public final class RowSampler {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** The priority of a place without a row, or with one that is being written. */
  private static final long NONE = Long.MAX_VALUE;

  private static final int BEGIN = 16;

  private final int size;
  private final long seed;
  private final float[] features;

  /** The cells of a row: its priority, then two features in each. */
  private final int width;

  private volatile long[] cells;
  private long added;
  private int rows;

  /** The place of the greatest priority, once the sample is full. */
  private int last;

  /**
   * Begins without rows.
   *
   * @param features how many features a row has
   * @param seed samplers whose rows are merged should have different ones
   */
  public RowSampler(int features, long seed) {
    this.size = features;
    this.seed = SplitMix64.mix(seed);
    this.features = new float[features];
    this.width = 1 + (features + 1) / 2;
    this.cells = empty(BEGIN);
  }

  /** Returns a sampler of tensors of so many numbers. */
  public static RowSampler ofTensors(int numbers, long seed) {
    return new RowSampler(TensorFeatures.size(numbers), seed);
  }

  private long[] empty(int places) {
    long[] none = new long[places * width];
    for (int place = 0; place < places; place++) {
      none[place * width] = NONE;
    }
    return none;
  }

  /** Adds a row, given by the first numbers of an array. */
  public void add(float[] tensor, int numbers) {
    long priority = SplitMix64.number(seed, ++added) >>> 1;
    if (rows < RowSample.MOST) {
      write(next(), priority, tensor, numbers);
    } else if (priority < cells[last * width]) {
      write(last, priority, tensor, numbers);
      last = greatest();
    }
  }

  /** Returns the next free place; there is one. */
  private int next() {
    long[] now = cells;
    if (rows * width == now.length) {
      long[] more = empty(Math.min(RowSample.MOST, 2 * rows));
      System.arraycopy(now, 0, more, 0, now.length);
      cells = more;
    }
    return rows++;
  }

  private void write(int place, long priority, float[] tensor, int numbers) {
    TensorFeatures.of(tensor, numbers, features);
    long[] now = cells;
    int first = place * width;
    CELL.setOpaque(now, first, NONE);
    VarHandle.storeStoreFence();
    for (int i = 0; i < size; i += 2) {
      long pair = Integer.toUnsignedLong(Float.floatToRawIntBits(features[i]));
      if (i + 1 < size) {
        pair |= (long) Float.floatToRawIntBits(features[i + 1]) << Integer.SIZE;
      }
      CELL.setOpaque(now, first + 1 + i / 2, pair);
    }
    CELL.setRelease(now, first, priority);
    if (rows == RowSample.MOST && place == rows - 1) {
      last = greatest();
    }
  }

  private int greatest() {
    long[] now = cells;
    int greatest = 0;
    for (int place = 1; place < rows; place++) {
      if (now[place * width] > now[greatest * width]) {
        greatest = place;
      }
    }
    return greatest;
  }

  /** Returns the sample of what was added; rows that another thread is adding may be missing. */
  public RowSample sample() {
    return new RowSample(size, entries());
  }

  private Stream<Entry> entries() {
    long[] now = cells;
    return IntStream.range(0, now.length / width).boxed().flatMap(place -> entry(now, place));
  }

  private Stream<Entry> entry(long[] now, int place) {
    int first = place * width;
    long priority = (long) CELL.getAcquire(now, first);
    if (priority == NONE) {
      return Stream.empty();
    }
    float[] read = new float[size];
    for (int i = 0; i < size; i++) {
      long pair = (long) CELL.getOpaque(now, first + 1 + i / 2);
      read[i] = Float.intBitsToFloat((int) (i % 2 == 0 ? pair : pair >>> Integer.SIZE));
    }
    VarHandle.loadLoadFence();
    return (long) CELL.getOpaque(now, first) == priority
        ? Stream.of(new Entry(priority, read))
        : Stream.empty();
  }
}
