package io.lifecycle4j.core.tracking.export;

import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.CsvLine;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.FileExport;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunExport;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Exports the runs of any tracker. */
public final class RunsExport implements RunExport {
  private static final List<String> POINT =
      List.of("run", "metric", "step", "time", "value", "data");

  private final RunQuery query;
  private final ExperimentTracker tracker;
  private final Runnable before;
  private @Nullable LongConsumer listener;

  /** Prepares an export; {@code before} runs first, and makes what was logged visible. */
  public RunsExport(RunQuery query, ExperimentTracker tracker, Runnable before) {
    this.query = query;
    this.tracker = tracker;
    this.before = before;
  }

  @Override
  public RunExport onProgress(LongConsumer told) {
    checkUnset(listener, "export", "listener");
    listener = required(told, "listener");
    return this;
  }

  @Override
  public long toJsonLines(Path file) {
    return write(
        file,
        out -> {
          Counter counter = new Counter();
          each(
              run -> {
                counter.add(1);
                line(out, Json.PLAIN.text(ExportedRun.of(run)));
                tell(counter.count);
              });
          return counter.count;
        });
  }

  @Override
  public long toCsv(Path file) {
    return write(
        file,
        out -> {
          TreeSet<RunColumn> found = new TreeSet<>();
          each(run -> RunColumn.addAll(run, found));
          List<RunColumn> columns = List.copyOf(found);
          Counter counter = new Counter();
          CsvLine line = CsvLine.guarded(out);
          columns.forEach(column -> line.text(column.header()));
          line.end();
          each(
              run -> {
                counter.add(1);
                columns.forEach(column -> column.write(run, line));
                line.end();
                tell(counter.count);
              });
          line.flush();
          return counter.count;
        });
  }

  @Override
  public long historiesToCsv(Path file) {
    return write(
        file,
        out -> {
          Counter runs = new Counter();
          Counter points = new Counter();
          CsvLine line = CsvLine.guarded(out);
          POINT.forEach(line::text);
          line.end();
          each(
              run -> {
                runs.add(1);
                for (String metric : run.metrics().keySet()) {
                  for (MetricPoint point : history(run, metric)) {
                    write(run, metric, point, line);
                    line.end();
                    points.add(1);
                  }
                }
                tell(runs.count);
              });
          line.flush();
          return points.count;
        });
  }

  /** Returns the points of a metric; none if the run was purged concurrently. */
  private List<MetricPoint> history(RunRecord run, String metric) {
    try {
      return tracker.history(run.id(), metric).points();
    } catch (NotFoundException e) {
      return List.of();
    }
  }

  private static void write(RunRecord run, String metric, MetricPoint point, CsvLine line) {
    line.text(run.id())
        .text(metric)
        .exact(Long.toString(point.step()))
        .exact(point.time().toString())
        .exact(Double.toString(point.value()))
        .text(point.data().map(RunInput::toString).orElse(null));
  }

  private static void line(OutputStream out, String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tell(long written) {
    if (listener != null) {
      listener.accept(written);
    }
  }

  private void each(Consumer<RunRecord> action) {
    tracker.forEach(query, action);
  }

  private long write(Path file, Writing writing) {
    long[] written = {0};
    before.run();
    FileExport.write(required(file, "file"), out -> written[0] = writing.to(out));
    return written[0];
  }

  @FunctionalInterface
  private interface Writing {
    long to(OutputStream out) throws IOException;
  }

  private static final class Counter {
    private long count;

    void add(long more) {
      count += more;
    }
  }
}
