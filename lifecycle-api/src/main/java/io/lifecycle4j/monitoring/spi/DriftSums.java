package io.lifecycle4j.monitoring.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * A recorder for detectors that need only a few sums. For each column, it counts the values and the
 * missing ones, and keeps sums of the detector.
 *
 * <p>Texts are only counted. Thread-safe and lock-free.
 */
public final class DriftSums implements DriftRecorder {
  private static final int MOST = 1_000;
  private static final int OWN = 2;

  private final Profile reference;
  private final int each;
  private final Adding adding;
  private final AtomicLongArray sums;
  private final List<Column> columns;

  /** Defines what a number adds to the sums of its column. */
  @FunctionalInterface
  public interface Adding {
    /**
     * Adds a number.
     *
     * @param reference the column
     * @param value the number, which is finite
     * @param sums the sums of the column
     */
    void add(ColumnProfile reference, double value, Column sums);
  }

  private DriftSums(Profile reference, int each, Adding adding) {
    this.reference = reference;
    this.each = each;
    this.adding = adding;
    this.sums = new AtomicLongArray(reference.columns().size() * (OWN + each));
    this.columns =
        IntStream.range(0, reference.columns().size())
            .mapToObj(column -> new Column(sums, column * (OWN + each), each))
            .toList();
  }

  /**
   * Creates a recorder.
   *
   * @param reference the reference
   * @param each the number of the detector's sums for each column, 0 to 1,000
   * @param adding defines what a number adds to them
   * @return an empty recorder
   */
  public static DriftSums recorder(Profile reference, int each, Adding adding) {
    check(each >= 0 && each <= MOST, "Invalid sums: %s (must be 0 to %s)", each, MOST);
    return new DriftSums(required(reference, "reference"), each, required(adding, "sums"));
  }

  /**
   * Adds up summaries.
   *
   * @param summaries the summaries of recorders that this one could be {@linkplain #another()
   *     another} of
   * @return the summary of all rows
   * @throws io.lifecycle4j.error.InvalidValueException if a summary is of others
   */
  public DriftSummary merged(List<DriftSummary> summaries) {
    DriftSums all = another();
    copy(summaries, "summaries").forEach(all::add);
    return all.snapshot();
  }

  /**
   * Reads a summary.
   *
   * @param summary a summary of a recorder that this one could be {@linkplain #another() another}
   *     of
   * @return the sums of each column, in the order of the reference
   * @throws io.lifecycle4j.error.InvalidValueException if the summary is of others
   */
  public List<Column> read(DriftSummary summary) {
    DriftSums all = another();
    all.add(required(summary, "summary"));
    return all.columns;
  }

  private void add(DriftSummary summary) {
    byte[] bytes = summary.bytes();
    check(
        bytes.length == Double.BYTES * sums.length(),
        "Invalid drift summary: %s bytes (needs %s)",
        bytes.length,
        Double.BYTES * sums.length());
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int i = 0; i < sums.length(); i++) {
      add(sums, i, buffer.getDouble());
    }
  }

  private static void add(AtomicLongArray sums, int index, double value) {
    long before;
    do {
      before = sums.get(index);
    } while (!sums.compareAndSet(
        index, before, Double.doubleToRawLongBits(Double.longBitsToDouble(before) + value)));
  }

  private Column column(int column) {
    if (column < 0 || column >= columns.size()) { // a check would box for each call
      check(false, "Invalid column: %s (the reference has %s)", column, reference.columns().size());
    }
    return columns.get(column);
  }

  @Override
  public void record(int column, double value) {
    Column of = column(column);
    of.count(!Double.isFinite(value));
    if (Double.isFinite(value)) {
      adding.add(reference.columns().get(column), value, of);
    }
  }

  @Override
  public void record(int column, String value) {
    column(column).count(required(value, "text").isEmpty());
  }

  @Override
  public DriftSummary snapshot() {
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * sums.length());
    double rows = 0;
    for (int i = 0; i < sums.length(); i++) {
      double sum = Double.longBitsToDouble(sums.get(i));
      rows = i % (OWN + each) == 0 ? Math.max(rows, sum) : rows;
      bytes.putDouble(sum);
    }
    return DriftSummary.of((long) rows, bytes.array());
  }

  @Override
  public DriftSums another() {
    return new DriftSums(reference, each, adding);
  }

  /** The sums of one column. */
  public static final class Column {
    private final AtomicLongArray sums;
    private final int first;
    private final int each;

    private Column(AtomicLongArray sums, int first, int each) {
      this.sums = sums;
      this.first = first;
      this.each = each;
    }

    private void count(boolean missing) {
      DriftSums.add(sums, first, 1);
      if (missing) {
        DriftSums.add(sums, first + 1, 1);
      }
    }

    /**
     * Adds to a sum.
     *
     * @param sum the index of the sum, from 0
     * @param value what to add
     */
    public void add(int sum, double value) {
      DriftSums.add(sums, index(sum), value);
    }

    /**
     * Returns a sum.
     *
     * @param sum the index of the sum, from 0
     * @return the sum
     */
    public double sum(int sum) {
      return Double.longBitsToDouble(sums.get(index(sum)));
    }

    /**
     * Counts the values.
     *
     * @return the number of values, missing ones included
     */
    public long count() {
      return (long) Double.longBitsToDouble(sums.get(first));
    }

    /**
     * Counts the missing values.
     *
     * @return the number of missing values
     */
    public long missing() {
      return (long) Double.longBitsToDouble(sums.get(first + 1));
    }

    private int index(int sum) {
      if (sum < 0 || sum >= each) { // a check would box for each call
        check(false, "Invalid sum: %s (must be 0 to %s)", sum, each - 1);
      }
      return first + OWN + sum;
    }
  }
}
