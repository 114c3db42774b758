package io.lifecycle4j.core.tracking.mlflow;

import io.lifecycle4j.core.tracking.mlflow.RunIds.Place;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.tracking.ExperimentTracker;
import io.lifecycle4j.tracking.ImportReport.Counts;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunLog;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Imports one run. */
final class RunImport {
  private final MlflowImports imports;
  private final ExperimentFolder experiment;
  private final Path run;
  private final String original;
  private final ImportNotes notes;
  private final ExperimentTracker tracker;

  /**
   * Looks at a run.
   *
   * @param original its id in MLflow
   */
  RunImport(MlflowImports imports, ExperimentFolder experiment, Path run, String original) {
    this.imports = imports;
    this.experiment = experiment;
    this.run = run;
    this.original = original;
    this.notes = imports.notes();
    this.tracker = imports.tracker();
  }

  void run() {
    RunIds ids = new RunIds(tracker);
    Optional<Place> place = ids.place(original, experiment.as());
    if (place.isEmpty()) {
      notes.skipped(run, "the id '" + original + "' is taken by another run");
    } else if (place.get().whole()) {
      notes.present();
    } else {
      take(place.get(), ids);
    }
  }

  private void take(Place place, RunIds ids) {
    RunMeta meta = RunMeta.read(run, notes);
    meta.checkId(original);
    meta.checkFiles(original);
    RunValues values = RunValues.read(run, meta, notes);
    RunMetrics metrics = new RunMetrics(run, notes);
    Instant end = meta.end();
    RunInfo info =
        new RunInfo(
            place.id(),
            experiment.as(),
            start(meta, metrics, end),
            name(meta, values, place.id()),
            parent(values, ids));
    if (!place.id().equals(original)) {
      notes.changed(run, "the id is taken by another run: '" + place.id() + "' was taken");
    }
    boolean deleted = meta.deleted() || experiment.deleted();
    try {
      Counts counts = record(place, info, new Parts(meta, values, metrics, end));
      seal(info.id(), deleted);
      notes.imported(counts);
    } catch (ConflictException e) {
      notes.skipped(run, "the run cannot be recorded: " + e.getMessage());
    }
  }

  /** What is read of a run before it begins here. */
  private record Parts(RunMeta meta, RunValues values, RunMetrics metrics, @Nullable Instant end) {}

  private Counts record(Place place, RunInfo info, Parts parts) {
    try (RunTarget target = new RunTarget(tracker, log(place, info))) {
      begin(target, place.begun());
      parts.values.params(target);
      parts.values.tags(target);
      RunFiles files = new RunFiles(notes);
      files.addAll(run.resolve("artifacts"), "");
      new RunLinks(run, experiment.directory(), notes, target, files).read();
      files.copy(target);
      parts.metrics.read(target);
      target.note(RunIds.ORIGIN, original);
      target.parts().removeTag(RunIds.BEGUN);
      target.end(end(parts.meta, parts.end, parts.metrics.last(), info.started()));
      return target.counts();
    }
  }

  private @Nullable RunLog log(Place place, RunInfo info) {
    if (imports.isDry()) {
      return null;
    }
    return place.begun() == null ? tracker.start(info) : tracker.reopen(place.id());
  }

  /** Takes back what an import that was cut off has recorded. */
  private void begin(RunTarget target, @Nullable RunRecord begun) {
    if (begun != null && !(begun.params().isEmpty() && begun.metrics().isEmpty())) {
      target.parts().segment(Long.MIN_VALUE, imports.clock().instant());
    }
    if (begun != null) {
      begun.tags().keySet().forEach(target.parts()::removeTag);
    }
    target.parts().tag(RunIds.BEGUN, original);
  }

  /**
   * Deletes a run that MLflow has deleted. A process that dies just before leaves it undeleted: who
   * restored it later could not be told from that, and his run must not be deleted again.
   */
  private void seal(String id, boolean deleted) {
    if (deleted && !imports.isDry()) {
      tracker.delete(id);
    }
  }

  private Instant start(RunMeta meta, RunMetrics metrics, @Nullable Instant end) {
    Instant start = meta.start();
    if (start != null) {
      return start;
    }
    Instant first = metrics.first();
    notes.changed(
        meta.file(), "there is no start_time: that of the first point was taken, or the end, or 0");
    return Objects.requireNonNullElse(first, Objects.requireNonNullElse(end, Instant.EPOCH));
  }

  private String name(RunMeta meta, RunValues values, String id) {
    String raw = meta.name().or(() -> values.tag(RunValues.NAME)).orElse("");
    if (raw.isEmpty()) {
      notes.changed(meta.file(), "there is no run_name: the id was taken");
      return id;
    }
    String name = AllowedNames.name(raw);
    if (!name.equals(raw)) {
      notes.changed(meta.file(), "the name '" + raw + "' is not allowed: '" + name + "' was taken");
    }
    return name;
  }

  private @Nullable String parent(RunValues values, RunIds ids) {
    String parent = values.tag(RunValues.PARENT).orElse(null);
    if (parent == null) {
      return null;
    }
    Predicate<String> there = id -> imports.holds(id) || ids.isThere(id);
    if (!parent.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,240}")
        || parent.equals(original)
        || !there.test(parent)) {
      notes.changed(run, "there is no run '" + parent + "': the parent is kept in the tag alone");
      return null;
    }
    return ids.other(parent, experiment.as());
  }

  private RunEnd end(
      RunMeta meta, @Nullable Instant said, @Nullable Instant last, Instant started) {
    RunStatus status = meta.status();
    Instant time = said;
    if (time == null) {
      time = last == null ? started : last;
      if (status != RunStatus.CRASHED) {
        notes.changed(meta.file(), "there is no end_time: that of the last point was taken");
      }
    }
    return new RunEnd(status, time, status == RunStatus.CRASHED ? "never ended in MLflow" : "");
  }
}
