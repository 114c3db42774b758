package io.lifecycle4j.core.tracking;

import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunBatch.Point;
import io.lifecycle4j.tracking.RunInput;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Points of one payload: each is a series, a step and a time as the difference to the point before,
 * and eight bytes of value. A payload stands alone, so that reading can begin at any.
 */
final class PointFrame {
  /** The first byte; a payload of facts begins with a brace. */
  static final byte MARK = 1;

  /** How many points share a payload at most. */
  static final int MAX_POINTS = 4_096;

  private static final int NO_DATA = 0;
  private static final int DATA = 1;
  private static final int HASH_BYTES = 32;

  private PointFrame() {}

  /** What points belong to: a metric, and what it was measured on. */
  record Series(String metric, @Nullable RunInput data) {}

  /** Takes points without an object for each. */
  interface Visitor {
    /**
     * Takes a point.
     *
     * @param series what it belongs to, the same object for all points of a payload
     */
    void point(Series series, long step, double value, long second, int nano);
  }

  static byte[] write(List<Point> points) {
    ByteSink out = new ByteSink(16 * points.size() + 64);
    out.octet(MARK);
    out.unsigned(points.size());
    Map<Series, Integer> known = new HashMap<>();
    List<long[]> steps = new ArrayList<>();
    long second = 0;
    int nano = 0;
    for (Point logged : points) {
      MetricPoint point = logged.point();
      int id = series(new Series(logged.metric(), point.data()), known, steps, out);
      long[] step = steps.get(id);
      out.signed(point.step() - step[0]);
      step[0] = point.step();
      Instant time = point.time();
      out.signed(time.getEpochSecond() - second);
      out.signed(time.getNano() - nano);
      second = time.getEpochSecond();
      nano = time.getNano();
      out.fixed(Double.doubleToRawLongBits(point.value()));
    }
    return out.bytes();
  }

  private static int series(
      Series series, Map<Series, Integer> known, List<long[]> steps, ByteSink out) {
    Integer id = known.get(series);
    if (id != null) {
      out.unsigned(id);
      return id;
    }
    int next = known.size();
    known.put(series, next);
    steps.add(new long[1]);
    out.unsigned(next);
    out.text(series.metric());
    RunInput data = series.data();
    out.octet(data == null ? NO_DATA : DATA);
    if (data != null) {
      out.text(data.version().dataset());
      out.unsigned(data.version().number());
      out.raw(HexFormat.of().parseHex(data.version().id().sha256()));
      out.text(data.role());
    }
    return next;
  }

  static void read(byte[] payload, String what, Visitor visitor) {
    try {
      ByteBuffer in = ByteBuffer.wrap(payload);
      in.get();
      read(in, visitor);
      if (in.hasRemaining()) {
        throw new CorruptDataException("Cannot read " + what + ": bytes after the last point");
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException | DateTimeException e) {
      throw new CorruptDataException("Cannot read " + what + ": points cut or changed", e);
    }
  }

  private static void read(ByteBuffer in, Visitor visitor) {
    long count = unsigned(in);
    List<Series> known = new ArrayList<>();
    List<long[]> steps = new ArrayList<>();
    long second = 0;
    long nano = 0;
    for (long i = 0; i < count; i++) {
      int id = (int) unsigned(in);
      if (id == known.size()) {
        known.add(series(in));
        steps.add(new long[1]);
      }
      long[] step = steps.get(id);
      step[0] += signed(in);
      second += signed(in);
      nano += signed(in);
      visitor.point(known.get(id), step[0], in.getDouble(), second, Math.toIntExact(nano));
    }
  }

  private static Series series(ByteBuffer in) {
    String metric = text(in);
    if (in.get() == NO_DATA) {
      return new Series(metric, null);
    }
    String dataset = text(in);
    int number = (int) unsigned(in);
    byte[] hash = new byte[HASH_BYTES];
    in.get(hash);
    BlobId id = new BlobId(HexFormat.of().formatHex(hash));
    return new Series(metric, new RunInput(new VersionRef(dataset, number, id), text(in)));
  }

  private static String text(ByteBuffer in) {
    int length = (int) unsigned(in);
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] text = new byte[length];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static long unsigned(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IndexOutOfBoundsException("a number of more than 64 bits");
  }

  private static long signed(ByteBuffer in) {
    long value = unsigned(in);
    return (value >>> 1) ^ -(value & 1);
  }
}
