package io.lifecycle4j.core.tracking;

import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.spi.RunBatch.Point;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes points into one payload. Each point is a series, the differences of its step and time from
 * the point before, and eight bytes of value. A payload is self-contained, so that reading can
 * begin at any payload.
 *
 * <p>Not thread-safe. {@link PointFrameReader} reads it.
 */
final class PointFrame {
  /** The first byte; a payload of facts begins with a brace. */
  static final byte MARK = 1;

  static final int MAX_POINTS = 4_096;

  static final int NO_DATA = 0;
  static final int DATA = 1;
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
      Instant time = point.time();
      frame.add(
          frame.series(logged.metric(), point.data()),
          point.step(),
          point.value(),
          time.getEpochSecond(),
          time.getNano());
    }
    return frame.out.bytes();
  }

  private void add(Written series, long step, double value, long when, int exactly) {
    out.signed(step - series.step);
    out.signed(when - second);
    out.signed(exactly - nano);
    out.fixed(Double.doubleToRawLongBits(value));
    series.step = step;
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
}
