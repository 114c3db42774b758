package io.lifecycle4j.core.data;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Keys of different rows: one of all cells that are no labels, and one of those that a model reads.
 *
 * <p>A row is among others if they have its key. If they have only what the model reads of it, it
 * may be the same row with another time of export, or another one that looks alike. What occurs
 * once in these rows tells which: so many of it as others share by chance are other rows. If there
 * are more, all that others share are the same rows.
 */
public final class RowKeys {
  /** How far a count that is expected may be exceeded by chance, in standard deviations. */
  private static final double FAR = 3;

  private final long[] rows;
  private final long[] inputs;

  /** The place of what the model reads of each row, among all that it reads. */
  private final int[] reads;

  /** How many rows have what the model reads. */
  private final int[] counts;

  private RowKeys(long[] rows, long[] inputs, int[] reads) {
    this.rows = rows;
    this.inputs = inputs;
    this.reads = reads;
    this.counts = new int[inputs.length];
    Arrays.stream(reads).forEach(place -> counts[place]++);
  }

  /**
   * Returns those of rows, which may be equal.
   *
   * @param rows the key of each row
   * @param inputs that of what the model reads of it; equal for equal rows
   */
  static RowKeys of(long[] rows, long[] inputs) {
    long[] each = LongStream.of(rows).sorted().distinct().toArray();
    long[] read = LongStream.of(inputs).sorted().distinct().toArray();
    int[] reads = new int[each.length];
    for (int row = 0; row < rows.length; row++) {
      reads[Arrays.binarySearch(each, rows[row])] = Arrays.binarySearch(read, inputs[row]);
    }
    return new RowKeys(each, read, reads);
  }

  /** Returns the keys of the rows, sorted, each once. Do not write. */
  public long[] rows() {
    return rows;
  }

  /** Returns the keys of what the model reads of them, sorted, each once. Do not write. */
  public long[] inputs() {
    return inputs;
  }

  /** Returns which of these rows are among others, of which nothing is known yet. */
  public Others others() {
    return new Others();
  }

  /** Other rows. Not thread-safe. */
  public final class Others {
    private final BitSet sameRows = new BitSet();
    private final BitSet sameInputs = new BitSet();
    private long rowsSeen;

    private Others() {}

    /** Adds the key of one. */
    public void row(long key) {
      rowsSeen++;
      int place = Arrays.binarySearch(rows, key);
      if (place >= 0) {
        sameRows.set(place);
      }
    }

    /** Adds the key of what the model reads of one. */
    public void input(long key) {
      int place = Arrays.binarySearch(inputs, key);
      if (place >= 0) {
        sameInputs.set(place);
      }
    }

    /** Returns the places of the rows that are among the others, in the order of their keys. */
    public BitSet met() {
      BitSet met = new BitSet();
      met.or(sameRows);
      met.or(alike());
      return met;
    }

    /**
     * Returns those of which the model reads the same as of others, if more than by chance are
     * equal in that only.
     */
    public BitSet alike() {
      BitSet alike = new BitSet();
      IntStream.range(0, rows.length).filter(row -> sameInputs.get(reads[row])).forEach(alike::set);
      long once =
          alike.stream().filter(row -> counts[reads[row]] == 1 && !sameRows.get(row)).count();
      return once > most(rowsSeen) ? alike : new BitSet();
    }
  }

  /**
   * Returns how many of what occurs once here other rows have by chance, at most. Of so many that
   * occur once or twice, the former have a share of about twice the latter among all rows (Good,
   * Biometrika 40 (1953), 237-264); how many occur twice is a count, and not exact either.
   */
  private double most(long others) {
    long twice = Arrays.stream(counts).filter(count -> count == 2).count();
    double atMost = twice + 2 * Math.sqrt((double) twice) + FAR;
    double expected = 2 * atMost / Math.max(1, rows.length) * others;
    return expected + FAR * Math.sqrt(expected) + FAR;
  }
}
