package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.tracking.PointFrame.Series;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.tracking.RunInput;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the points of one payload without creating an object for each. Not thread-safe. */
final class PointFrameReader {
  private static final int HASH_BYTES = 32;

  /** The series, the step and two parts of the time take at least a byte each. */
  private static final int LEAST_BYTES = 4 + Long.BYTES;

  private static final int FIRST_SIZE = 16;

  private final ByteSource in;
  private int known;
  private long[] steps = new long[FIRST_SIZE];
  private @Nullable Sink[] sinks = new Sink[FIRST_SIZE];

  private PointFrameReader(byte[] payload) {
    in = new ByteSource(payload, 1); // behind the mark
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
    int count = in.count(LEAST_BYTES);
    long second = 0;
    long nano = 0;
    for (int i = 0; i < count; i++) {
      int id = series(visitor);
      long step = steps[id] + in.signed();
      steps[id] = step;
      second += in.signed();
      nano += in.signed();
      ByteSource.require(ByteSource.isTime(second, nano));
      double value = Double.longBitsToDouble(in.fixed());
      Sink sink = sinks[id];
      if (sink != null) {
        sink.point(step, value, second, (int) nano);
      }
    }
    ByteSource.require(!in.hasMore());
  }

  private int series(Visitor visitor) {
    long id = in.unsigned();
    ByteSource.require(id >= 0 && id <= known);
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
    String metric = in.text();
    int kind = in.octet();
    if (kind == PointFrame.NO_DATA) {
      return new Series(metric, Optional.empty());
    }
    ByteSource.require(kind == PointFrame.DATA);
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
