package io.lifecycle4j.mlflow;

import io.lifecycle4j.tracking.MetricPoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the points of the metrics of a run, line by line. */
final class RunMetrics {
  private static final String ON = "mlflow.dataset.of/";

  private final ImportNotes notes;
  private final Map<String, Path> files;
  private @Nullable Instant last;

  RunMetrics(Path run, ImportNotes notes) {
    this.notes = notes;
    this.files = FileWalk.files(run.resolve("metrics"), notes);
  }

  /** Finds the earliest first point, for a run without a start time. */
  @Nullable Instant first() {
    Instant first = null;
    for (Path file : files.values()) {
      Instant time = first(file);
      first = first == null || (time != null && time.isBefore(first)) ? time : first;
    }
    return first;
  }

  private static @Nullable Instant first(Path file) {
    try (InputStream in = ForeignFiles.open(file)) {
      LineReader lines = new LineReader(in);
      String line = lines.next();
      return line == null || lines.isTorn() ? null : MetricLine.read(line).point().time();
    } catch (IOException e) {
      return null; // Reported when the points are read.
    }
  }

  /** Returns the time of the latest point read. */
  @Nullable Instant last() {
    return last;
  }

  void read(RunTarget target) {
    Map<String, String> names = AllowedNames.distinct(files.keySet(), AllowedNames::key);
    files.forEach((raw, file) -> read(raw, names.getOrDefault(raw, raw), file, target));
  }

  private void read(String raw, String name, Path file, RunTarget target) {
    if (!target.metric(name)) {
      notes.skipped(file, "the run has more metrics than can be kept of one");
      return;
    }
    notes.renamed(file, raw, name);
    Series series = new Series(name, file, target);
    try (InputStream in = ForeignFiles.open(file)) {
      LineReader lines = new LineReader(in);
      for (String line = lines.next(); line != null; line = lines.next()) {
        series.take(line, lines);
      }
    } catch (IOException e) {
      notes.skipped(file, series.line, ForeignFiles.reason(e));
    }
    series.end();
  }

  private final class Series {
    private final String name;
    private final Path file;
    private final RunTarget target;
    private long line;
    private String data = "";
    private boolean mixed;
    private boolean began;

    Series(String name, Path file, RunTarget target) {
      this.name = name;
      this.file = file;
      this.target = target;
    }

    void take(String text, LineReader lines) {
      line++;
      if (lines.isTooLong()) {
        notes.skipped(file, line, "the line is too long");
      } else if (lines.isTorn()) {
        notes.skipped(file, line, "the line is torn: it has no end");
      } else {
        take(text);
      }
    }

    private void take(String text) {
      try {
        MetricLine read = MetricLine.read(text);
        MetricPoint point = read.point();
        target.point(name, point);
        last = last == null || point.time().isAfter(last) ? point.time() : last;
        mixed |= began && !data.equals(read.data());
        began = true;
        data = read.data();
        if (!read.rest().isEmpty()) {
          notes.changed(file, line, "the fourth field '" + read.rest() + "' is not kept");
        }
      } catch (IOException e) {
        notes.skipped(file, line, ForeignFiles.reason(e));
      }
    }

    void end() {
      if (line == 0) {
        notes.skipped(file, "there is no point in it");
      } else if (mixed) {
        notes.changed(file, "the points were measured on several datasets; which is not kept");
      } else if (!data.isEmpty()) {
        notes.kept(file, ON + name, target.note(AllowedNames.key(ON + name), data));
      }
    }
  }
}
