package io.lifecycle4j.core.tracking;

import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.spi.RunBatch.Point;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes points into one payload, and reads them. Each point is a series, the differences of its
 * step and time from the point before, and eight bytes of value. A payload is self-contained, so
 * that reading can begin at any payload.
 *
 * <p>Not thread-safe.
 */
final class PointFrame {
  /** The first byte; a payload of facts begins with a brace. */
  static final byte MARK = 1;

  static final int MAX_POINTS = 4_096;

  private static final int NO_DATA = 0;
  private static final int DATA = 1;
  private static final int EXPECTED_BYTES = 16;

  /** By metric: the series without data, which nearly all are. */
  private final Map<String, Written> metrics = new HashMap<>();

  private final Map<Series, Written> others = new HashMap<>();
  private final ByteSink out;
  private int known;
  private long second;
  private int nano;

  private PointFrame(int points) {
    out = new ByteSink(EXPECTED_BYTES * points + Long.SIZE);
    out.octet(MARK);
    out.unsigned(points);
  }

  /** A metric, and the data it was measured on. */
  record Series(String metric, Optional<RunInput> data) {}

  /** A series that the payload has declared. */
  private static final class Written {
    private final int id;
    private long step;

    Written(int id) {
      this.id = id;
    }
  }

  static boolean is(byte[] payload) {
    return payload.length > 0 && payload[0] == MARK;
  }

  static byte[] write(List<Point> points) {
    PointFrame frame = new PointFrame(points.size());
    for (Point logged : points) {
      MetricPoint point = logged.point();
      frame.add(frame.series(logged.metric(), point.data()), point);
    }
    return frame.out.bytes();
  }

  private void add(Written series, MetricPoint point) {
    Instant time = point.time();
    long when = time.getEpochSecond();
    int exactly = time.getNano();
    out.signed(point.step() - series.step);
    out.signed(when - second);
    out.signed(exactly - nano);
    out.fixed(Double.doubleToRawLongBits(point.value()));
    series.step = point.step();
    second = when;
    nano = exactly;
  }

  /** Writes the series of a point, and declares it on first use. */
  private Written series(String metric, Optional<RunInput> data) {
    Written before = data.isEmpty() ? metrics.get(metric) : others.get(new Series(metric, data));
    if (before != null) {
      out.unsigned(before.id);
      return before;
    }
    Written next = new Written(known++);
    out.unsigned(next.id);
    out.text(metric);
    if (data.isEmpty()) {
      metrics.put(metric, next);
      out.octet(NO_DATA);
    } else {
      others.put(new Series(metric, data), next);
      out.octet(DATA);
      write(data.get());
    }
    return next;
  }

  private void write(RunInput data) {
    VersionRef version = data.version();
    out.text(version.dataset());
    out.unsigned(version.number());
    out.raw(HexFormat.of().parseHex(version.id().sha256()));
    out.text(data.role());
  }

  /** Receives each series of a payload before its first point. */
  interface Visitor {
    /** Returns what takes the points of a series; null skips them. */
    @Nullable Consumer<MetricPoint> series(Series series);
  }

  /**
   * Reads points. Apart from what the visitor throws, it throws only {@link CorruptDataException},
   * for a payload that was not written by {@link #write}.
   *
   * @param what names the payload in messages
   */
  static void read(byte[] payload, String what, Visitor visitor) {
    Reader reader = new Reader(payload);
    try {
      reader.read(visitor);
    } catch (IndexOutOfBoundsException e) {
      throw new CorruptDataException("Cannot read " + what + ": points cut or changed", e);
    }
  }

  /** A series that the payload has declared, and what takes its points; null skips them. */
  private static final class Visited {
    private final Series series;
    private final @Nullable Consumer<MetricPoint> sink;
    private long step;

    Visited(Series series, @Nullable Consumer<MetricPoint> sink) {
      this.series = series;
      this.sink = sink;
    }
  }

  /** Reads the points of one payload. Not thread-safe. */
  private static final class Reader {
    private static final int HASH_BYTES = 32;

    /** The series, the step and two parts of the time take at least a byte each. */
    private static final int LEAST_BYTES = 4 + Long.BYTES;

    private final ByteSource in;
    private final List<Visited> known = new ArrayList<>();

    Reader(byte[] payload) {
      in = new ByteSource(payload, 1); // behind the mark
    }

    void read(Visitor visitor) {
      int count = in.count(LEAST_BYTES);
      long second = 0;
      long nano = 0;
      for (int i = 0; i < count; i++) {
        Visited visited = visited(visitor);
        visited.step += in.signed();
        second += in.signed();
        nano += in.signed();
        ByteSource.require(ByteSource.isTime(second, nano));
        double value = Double.longBitsToDouble(in.fixed());
        if (visited.sink != null) {
          Instant time = Instant.ofEpochSecond(second, nano);
          visited.sink.accept(new MetricPoint(visited.step, value, time, visited.series.data()));
        }
      }
      ByteSource.require(!in.hasMore());
    }

    private Visited visited(Visitor visitor) {
      long id = in.unsigned();
      ByteSource.require(id >= 0 && id <= known.size());
      if (id == known.size()) {
        Series series = series();
        known.add(new Visited(series, visitor.series(series)));
      }
      return known.get((int) id);
    }

    private Series series() {
      String metric = in.text();
      int kind = in.octet();
      if (kind == NO_DATA) {
        return new Series(metric, Optional.empty());
      }
      ByteSource.require(kind == DATA);
      String dataset = in.text();
      long number = in.unsigned();
      ByteSource.require(number > 0 && number <= Integer.MAX_VALUE);
      String hash = HexFormat.of().formatHex(in.raw(HASH_BYTES));
      return new Series(metric, Optional.of(input(dataset, (int) number, hash, in.text())));
    }

    private static RunInput input(String dataset, int number, String hash, String role) {
      try {
        return new RunInput(new VersionRef(dataset, number, new BlobId(hash)), role);
      } catch (LifecycleException e) {
        throw new IndexOutOfBoundsException("no version of data: " + e.getMessage());
      }
    }
  }
}
