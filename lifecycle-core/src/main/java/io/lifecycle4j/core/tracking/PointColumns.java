package io.lifecycle4j.core.tracking;

import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunInput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The points of one metric, an array for each part. Not thread-safe. */
final class PointColumns {
  private static final int FIRST_SIZE = 256;

  private int size;
  private long[] steps = new long[FIRST_SIZE];
  private double[] values = new double[FIRST_SIZE];
  private long[] seconds = new long[FIRST_SIZE];
  private int[] nanos = new int[FIRST_SIZE];

  /** The journal entry of each point. */
  private long[] entries = new long[FIRST_SIZE];

  private int[] measuredOn = new int[FIRST_SIZE];
  private final List<Optional<RunInput>> data = new ArrayList<>();
  private long entry;

  void begin(long sequence) {
    entry = sequence;
  }

  /** Accepts the points of one metric and skips all others. */
  PointFrameReader.Visitor only(String metric) {
    return series -> series.metric().equals(metric) ? into(place(series.data())) : null;
  }

  private PointFrameReader.Sink into(int on) {
    return (step, value, second, nano) -> add(step, value, second, nano, on);
  }

  private void add(long step, double value, long second, int nano, int on) {
    if (size == steps.length) {
      grow();
    }
    steps[size] = step;
    values[size] = value;
    seconds[size] = second;
    nanos[size] = nano;
    entries[size] = entry;
    measuredOn[size] = on;
    size++;
  }

  private void grow() {
    int larger = Math.toIntExact(2L * size);
    steps = Arrays.copyOf(steps, larger);
    values = Arrays.copyOf(values, larger);
    seconds = Arrays.copyOf(seconds, larger);
    nanos = Arrays.copyOf(nanos, larger);
    entries = Arrays.copyOf(entries, larger);
    measuredOn = Arrays.copyOf(measuredOn, larger);
  }

  private int place(Optional<RunInput> on) {
    int place = data.indexOf(on);
    if (place < 0) {
      data.add(on);
      return data.size() - 1;
    }
    return place;
  }

  /** Returns the points that no later segment supersedes. */
  MetricHistory without(Superseded superseded) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!superseded.covers(entries[i], steps[i])) {
        steps[kept] = steps[i];
        values[kept] = values[i];
        seconds[kept] = seconds[i];
        nanos[kept] = nanos[i];
        measuredOn[kept] = measuredOn[i];
        kept++;
      }
    }
    return MetricHistory.of(kept, this::point);
  }

  private MetricPoint point(int i) {
    Instant time = Instant.ofEpochSecond(seconds[i], nanos[i]);
    return new MetricPoint(steps[i], values[i], time, data.get(measuredOn[i]));
  }
}
