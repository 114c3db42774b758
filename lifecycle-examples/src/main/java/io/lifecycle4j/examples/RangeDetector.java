package io.lifecycle4j.examples;

import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Moments;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A drift detector of one's own, from scratch: it counts numbers outside the range that the
 * reference has.
 *
 * <p>Its p-value is exact, so it keeps the promise of false alarms as the built-in one does:
 * without drift, the rows of both samples can be exchanged, and the k greatest of n + m rows are
 * all in the window of m rows with a probability of m/(n+m) · (m-1)/(n+m-1) · … Both ends count, so
 * it is doubled.
 */
final class RangeDetector implements DriftDetector {
  /** Counts the rows of the window above and below the range of each column. */
  private record Recorder(Profile reference, AtomicLongArray counts) implements DriftRecorder {
    Recorder(Profile reference) {
      this(reference, new AtomicLongArray(3 * reference.columns().size()));
    }

    @Override
    public void record(int column, double value) {
      Optional<Moments> range = reference.columns().get(column).moments();
      counts.incrementAndGet(3 * column);
      if (range.isPresent() && value > range.get().max()) {
        counts.incrementAndGet(3 * column + 1);
      } else if (range.isPresent() && value < range.get().min()) {
        counts.incrementAndGet(3 * column + 2);
      }
    }

    @Override
    public void record(int column, String value) {
      counts.incrementAndGet(3 * column); // texts have no range
    }

    @Override
    public DriftSummary snapshot() {
      ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * counts.length());
      for (int i = 0; i < counts.length(); i++) {
        bytes.putLong(counts.get(i));
      }
      return DriftSummary.of(counts.get(0), bytes.array());
    }

    @Override
    public DriftRecorder another() {
      return new Recorder(reference);
    }
  }

  @Override
  public DriftRecorder recorder(Profile reference) {
    return new Recorder(reference);
  }

  @Override
  public DriftSummary merge(Profile reference, List<DriftSummary> summaries) {
    Recorder all = new Recorder(reference);
    for (DriftSummary summary : summaries) {
      ByteBuffer bytes = ByteBuffer.wrap(summary.bytes());
      for (int i = 0; i < all.counts.length(); i++) {
        all.counts.addAndGet(i, bytes.getLong());
      }
    }
    return all.snapshot();
  }

  @Override
  public List<Divergence> compare(Profile reference, DriftSummary window) {
    ByteBuffer bytes = ByteBuffer.wrap(window.bytes());
    List<Divergence> columns = new ArrayList<>();
    for (ColumnProfile column : reference.columns()) {
      long rows = bytes.getLong();
      long above = bytes.getLong();
      long below = bytes.getLong();
      if (column.moments().isPresent()) {
        columns.add(divergence(column, rows, above, below));
      }
    }
    return columns;
  }

  private static Divergence divergence(ColumnProfile column, long rows, long above, long below) {
    double p = 1;
    for (long i = 0; i < Math.max(above, below); i++) {
      p *= (double) (rows - i) / (column.count() - column.missing() + rows - i);
    }
    String text =
        String.format(Locale.ROOT, "%d rows above its range, %d below, of %d", above, below, rows);
    return Divergence.builder(column.name(), Math.min(1, 2 * p), text)
        .effect((double) (above + below) / Math.max(1, rows))
        .build();
  }
}
