package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.CsvLine;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.FileExport;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunEnd;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Exports the runs of any tracker. */
final class RunsExport implements RunExport {
  private static final List<String> POINT =
      List.of("run", "metric", "step", "time", "value", "data");

  private static final List<Column> PARTS =
      List.of(
          Column.text("run", RunRecord::id),
          Column.text("experiment", run -> run.info().experiment()),
          Column.text("name", run -> run.info().name()),
          Column.exact("status", run -> run.status().name()),
          Column.exact("started", run -> run.info().started()),
          Column.exact("ended", run -> run.end().map(RunEnd::time).orElse(null)),
          Column.text("cause", RunsExport::causeOf),
          Column.text("parent", run -> run.info().parent().orElse(null)),
          Column.exact("deleted", RunRecord::deleted));

  private final RunQuery query;
  private final ExperimentTracker tracker;
  private final Runnable before;
  private @Nullable LongConsumer listener;

  /** Prepares an export; {@code before} runs first, and makes what was logged visible. */
  RunsExport(RunQuery query, ExperimentTracker tracker, Runnable before) {
    this.query = query;
    this.tracker = tracker;
    this.before = before;
  }

  private static @Nullable String causeOf(RunRecord run) {
    return run.end().map(RunEnd::cause).filter(cause -> !cause.isEmpty()).orElse(null);
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
                  line(out, Json.PLAIN.text(line(run)));
                  return 1;
                },
                () -> {}));
  }

  @Override
  public long toCsv(Path file) {
    return write(
        file,
        out -> {
          List<Column> columns = columns();
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

  /** Returns the parts of a run, then the parameters, metrics and tags of all runs by name. */
  private List<Column> columns() {
    Set<String> params = new TreeSet<>();
    Set<String> metrics = new TreeSet<>();
    Set<String> tags = new TreeSet<>();
    tracker.forEach(
        query,
        run -> {
          params.addAll(run.params().keySet());
          metrics.addAll(run.metrics().keySet());
          tags.addAll(run.tags().keySet());
        });
    List<Column> columns = new ArrayList<>(PARTS);
    params.forEach(name -> columns.add(Column.text("params." + name, run -> param(run, name))));
    metrics.forEach(
        name -> columns.add(Column.exact("metrics." + name, run -> run.metric(name).orElse(null))));
    tags.forEach(name -> columns.add(Column.text("tags." + name, run -> run.tags().get(name))));
    return columns;
  }

  private static @Nullable String param(RunRecord run, String name) {
    Param param = run.params().get(name);
    return param == null ? null : param.text();
  }

  /**
   * A part of a run, and its column in the table of runs.
   *
   * @param value returns what a run has of it; null for an empty cell
   */
  private record Column(
      String header, boolean exact, Function<RunRecord, ? extends @Nullable Object> value) {
    static Column text(String header, Function<RunRecord, @Nullable String> value) {
      return new Column(header, false, value);
    }

    static Column exact(String header, Function<RunRecord, ? extends @Nullable Object> value) {
      return new Column(header, true, value);
    }

    void write(RunRecord run, CsvLine csv) {
      Object given = value.apply(run);
      String cell = given == null ? null : given.toString();
      if (exact) {
        csv.exact(cell);
      } else {
        csv.text(cell);
      }
    }
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

  /** Returns a run as a line of JSON; what is missing is null. */
  private static Map<String, @Nullable Object> line(RunRecord run) {
    Map<String, @Nullable Object> line = new HashMap<>();
    PARTS.forEach(part -> line.put(part.header(), part.value().apply(run)));
    line.put("params", mapped(run.params(), Param::text));
    line.put("metrics", mapped(run.metrics(), summary -> summary.last().value()));
    line.put("tags", run.tags());
    line.put("artifacts", run.artifacts().values().stream().map(File::of).toList());
    line.put("inputs", run.inputs().stream().map(Input::of).toList());
    return line;
  }

  private static <T, V> Map<String, V> mapped(Map<String, T> parts, Function<T, V> value) {
    Map<String, V> mapped = new HashMap<>();
    parts.forEach((name, part) -> mapped.put(name, value.apply(part)));
    return mapped;
  }

  private record File(String name, String sha256, long size) {
    static File of(StoredFile file) {
      return new File(file.name(), file.blob().sha256(), file.size());
    }
  }

  private record Input(String dataset, int version, String sha256, String role) {
    static Input of(RunInput input) {
      VersionRef version = input.version();
      return new Input(version.dataset(), version.number(), version.id().sha256(), input.role());
    }
  }
}
