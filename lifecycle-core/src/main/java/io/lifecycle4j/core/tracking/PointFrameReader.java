package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.tracking.PointFrame.Series;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.tracking.RunInput;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the points of one payload without creating an object for each. Not thread-safe. */
final class PointFrameReader {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int HASH_BYTES = 32;
  private static final int MAX_NANO = 999_999_999;

  /** The series, the step and two parts of the time take at least a byte each. */
  private static final int LEAST_BYTES = 4 + Long.BYTES;

  private static final int FIRST_SIZE = 16;

  private final byte[] payload;
  private int at = 1;
  private int known;
  private long[] steps = new long[FIRST_SIZE];
  private @Nullable Sink[] sinks = new Sink[FIRST_SIZE];

  private PointFrameReader(byte[] payload) {
    this.payload = payload;
  }

  /** Receives each series of a payload before its first point. */
  interface Visitor {
    /** Returns the sink for the points of a series; null skips them. */
    @Nullable Sink series(Series series);
  }

  interface Sink {
    void point(long step, double value, long second, int nano);
  }

  /**
   * Reads points. Apart from what the visitor throws, it throws only {@link CorruptDataException},
   * for a payload that was not written by {@link PointFrame}.
   *
   * @param what names the payload in messages
   */
  static void read(byte[] payload, String what, Visitor visitor) {
    PointFrameReader reader = new PointFrameReader(payload);
    try {
      reader.read(visitor);
    } catch (IndexOutOfBoundsException e) {
      throw new CorruptDataException("Cannot read " + what + ": points cut or changed", e);
    }
  }

  private void read(Visitor visitor) {
    long count = unsigned();
    require(count >= 0 && count <= (payload.length - at) / LEAST_BYTES);
    long second = 0;
    long nano = 0;
    for (int i = 0; i < count; i++) {
      int id = series(visitor);
      long step = steps[id] + signed();
      steps[id] = step;
      second += signed();
      nano += signed();
      require(nano >= 0 && nano <= MAX_NANO && isSecond(second));
      double value = Double.longBitsToDouble((long) LONG.get(payload, at));
      at += Long.BYTES;
      Sink sink = sinks[id];
      if (sink != null) {
        sink.point(step, value, second, (int) nano);
      }
    }
    require(at == payload.length);
  }

  private static boolean isSecond(long second) {
    return second >= Instant.MIN.getEpochSecond() && second <= Instant.MAX.getEpochSecond();
  }

  /** Reports a violated condition as if the payload had ended there. */
  private static void require(boolean holds) {
    if (!holds) {
      throw new IndexOutOfBoundsException("not what is written");
    }
  }

  private int series(Visitor visitor) {
    long id = unsigned();
    require(id >= 0 && id <= known);
    if (id == known) {
      if (known == steps.length) {
        steps = Arrays.copyOf(steps, 2 * known);
        sinks = Arrays.copyOf(sinks, 2 * known);
      }
      sinks[known++] = visitor.series(series());
    }
    return (int) id;
  }

  private Series series() {
    String metric = text();
    int kind = payload[at++];
    if (kind == PointFrame.NO_DATA) {
      return new Series(metric, Optional.empty());
    }
    require(kind == PointFrame.DATA);
    String dataset = text();
    long number = unsigned();
    require(number > 0 && number <= Integer.MAX_VALUE);
    String hash = HexFormat.of().formatHex(payload, at, at + HASH_BYTES);
    at += HASH_BYTES;
    return new Series(metric, Optional.of(input(dataset, (int) number, hash, text())));
  }

  private static RunInput input(String dataset, int number, String hash, String role) {
    try {
      return new RunInput(new VersionRef(dataset, number, new BlobId(hash)), role);
    } catch (LifecycleException e) {
      throw new IndexOutOfBoundsException("no version of data: " + e.getMessage());
    }
  }

  private String text() {
    long length = unsigned();
    require(length >= 0 && length <= payload.length - at);
    String text = new String(payload, at, (int) length, StandardCharsets.UTF_8);
    at += (int) length;
    return text;
  }

  private long signed() {
    long value = unsigned();
    return value >>> 1 ^ -(value & 1);
  }

  private long unsigned() {
    byte first = payload[at++];
    return first >= 0 ? first : longer(first & 0x7FL);
  }

  private long longer(long lowest) {
    long value = lowest;
    for (int shift = 7; shift < Long.SIZE; shift += 7) {
      byte next = payload[at++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IndexOutOfBoundsException("a number of more than 64 bits");
  }
}
