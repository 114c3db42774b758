package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.tracking.RunCatalog.Known;
import io.lifecycle4j.core.tracking.RunFold.Superseded;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.Segment;
import io.lifecycle4j.tracking.spi.RunBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Folds the journals of runs. */
final class RunFolds {
  private RunFolds() {}

  static RunFold read(JournalStore journals, Known run) {
    return read(journals, run.info(), run.journal());
  }

  static RunFold read(JournalStore journals, RunInfo info, String journal) {
    RunFold fold = new RunFold(info, new Superseded());
    journals.read(journal, 1, fold::add);
    while (fold.stale()) { // once, unless another segment is appended concurrently
      fold = new RunFold(info, fold.superseded());
      journals.read(journal, 1, fold::add);
    }
    return fold;
  }

  /** Returns the points of a metric that no later segment supersedes. */
  static MetricHistory history(JournalStore journals, Known run, String metric) {
    PointColumns columns = new PointColumns();
    boolean spared = Superseded.spares(metric);
    journals.read(
        run.journal(),
        1,
        entry -> {
          if (isPoints(entry)) {
            PointFrame.read(
                entry.payload(), RunFold.what(run.info(), entry.sequence()), columns.only(metric));
          } else {
            Optional<Segment> segment = facts(run, entry).segment();
            segment.filter(at -> !spared).ifPresent(at -> columns.supersede(at.fromStep()));
          }
        });
    return columns.history();
  }

  /** Passes the entries as batches; returns the number of the entry after the last. */
  static long batches(JournalStore journals, Known run, long from, Consumer<RunBatch> action) {
    long[] next = {Math.max(1, from)};
    journals.read(
        run.journal(),
        next[0],
        entry -> {
          action.accept(isPoints(entry) ? points(run, entry) : facts(run, entry));
          next[0] = entry.sequence() + 1;
        });
    return next[0];
  }

  static boolean isPoints(JournalEntry entry) {
    return PointFrame.is(entry.payload());
  }

  static RunBatch facts(Known run, JournalEntry entry) {
    return recorded(run, entry).toBatch();
  }

  /** Reads an entry that holds no points. */
  static RunFacts recorded(Known run, JournalEntry entry) {
    return RunFacts.read(entry.payload(), RunFold.what(run.info(), entry.sequence()));
  }

  private static RunBatch points(Known run, JournalEntry entry) {
    RunBatch.Builder batch = RunBatch.builder();
    PointFrame.read(
        entry.payload(),
        RunFold.what(run.info(), entry.sequence()),
        series -> point -> batch.point(new RunBatch.Point(series.metric(), point)));
    return batch.build();
  }

  /** The points of one metric, an array for each part. Not thread-safe. */
  private static final class PointColumns {
    private static final int FIRST_SIZE = 256;

    private int size;
    private long[] steps = new long[FIRST_SIZE];
    private double[] values = new double[FIRST_SIZE];
    private long[] seconds = new long[FIRST_SIZE];
    private int[] nanos = new int[FIRST_SIZE];
    private int[] measuredOn = new int[FIRST_SIZE];
    private final List<Optional<RunInput>> data = new ArrayList<>();

    /** Accepts the points of one metric and skips all others. */
    PointFrame.Visitor only(String metric) {
      return series -> series.metric().equals(metric) ? into(place(series.data())) : null;
    }

    private Consumer<MetricPoint> into(int on) {
      return point -> add(point, on);
    }

    private void add(MetricPoint point, int on) {
      if (size == steps.length) {
        grow();
      }
      Instant time = point.time();
      steps[size] = point.step();
      values[size] = point.value();
      seconds[size] = time.getEpochSecond();
      nanos[size] = time.getNano();
      measuredOn[size] = on;
      size++;
    }

    private void grow() {
      int larger = Math.toIntExact(2L * size);
      steps = Arrays.copyOf(steps, larger);
      values = Arrays.copyOf(values, larger);
      seconds = Arrays.copyOf(seconds, larger);
      nanos = Arrays.copyOf(nanos, larger);
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

    /** Drops the points from a step on, which a segment repeats. */
    void supersede(long fromStep) {
      int kept = 0;
      for (int i = 0; i < size; i++) {
        if (steps[i] < fromStep) {
          steps[kept] = steps[i];
          values[kept] = values[i];
          seconds[kept] = seconds[i];
          nanos[kept] = nanos[i];
          measuredOn[kept] = measuredOn[i];
          kept++;
        }
      }
      size = kept;
    }

    MetricHistory history() {
      return MetricHistory.of(size, this::point);
    }

    private MetricPoint point(int i) {
      Instant time = Instant.ofEpochSecond(seconds[i], nanos[i]);
      return new MetricPoint(steps[i], values[i], time, data.get(measuredOn[i]));
    }
  }
}
