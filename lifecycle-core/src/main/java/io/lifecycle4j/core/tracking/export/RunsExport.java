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
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;
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

  /** Writes the lines of each run and returns how many; ends the file. */
  private record Lines(ToLongFunction<RunRecord> each, Runnable end) {}

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
        out ->
            new Lines(
                run -> {
                  line(out, Json.PLAIN.text(ExportedRun.of(run)));
                  return 1;
                },
                () -> {}));
  }

  @Override
  public long toCsv(Path file) {
    return write(
        file,
        out -> {
          TreeSet<RunColumn> columns = new TreeSet<>();
          tracker.forEach(query, run -> RunColumn.addAll(run, columns));
          CsvLine line = CsvLine.guarded(out);
          columns.forEach(column -> line.text(column.header()));
          line.end();
          return new Lines(
              run -> {
                columns.forEach(column -> column.write(run, line));
                line.end();
                return 1;
              },
              line::flush);
        });
  }

  @Override
  public long historiesToCsv(Path file) {
    return write(
        file,
        out -> {
          CsvLine line = CsvLine.guarded(out);
          POINT.forEach(line::text);
          line.end();
          return new Lines(run -> points(run, line), line::flush);
        });
  }

  private long points(RunRecord run, CsvLine line) {
    long points = 0;
    for (String metric : run.metrics().keySet()) {
      for (MetricPoint point : history(run, metric)) {
        write(run, metric, point, line);
        line.end();
        points++;
      }
    }
    return points;
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

  /** Writes a file, and returns how many lines the runs took. */
  private long write(Path file, Function<OutputStream, Lines> writing) {
    long[] written = new long[2]; // lines, runs
    before.run();
    FileExport.write(
        required(file, "file"),
        out -> {
          Lines lines = writing.apply(out);
          tracker.forEach(
              query,
              run -> {
                written[0] += lines.each().applyAsLong(run);
                written[1]++;
                if (listener != null) {
                  listener.accept(written[1]);
                }
              });
          lines.end().run();
        });
    return written[0];
  }
}
