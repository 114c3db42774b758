package io.lifecycle4j.mlflow;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.mlflow.ImportReport.Counts;
import io.lifecycle4j.mlflow.RunIds.Origin;
import io.lifecycle4j.mlflow.RunIds.Place;
import io.lifecycle4j.mlflow.RunIds.State;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.RunImports;
import io.lifecycle4j.tracking.spi.RunLog;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Imports one run. */
final class RunImport {
  private final ImportPass pass;
  private final ExperimentFolder experiment;
  private final Path run;
  private final Origin origin;
  private final RunIds ids;
  private final ImportNotes notes;
  private final Experiments experiments;
  private final RunImports imports;

  /**
   * Reads the metadata of a run.
   *
   * @param id its id in MLflow
   */
  RunImport(ImportPass pass, ExperimentFolder experiment, Path run, String id) {
    this.pass = pass;
    this.experiment = experiment;
    this.run = run;
    this.origin = new Origin(experiment.id(), id);
    this.notes = pass.notes();
    this.experiments = pass.target();
    this.imports = experiments.imports();
    this.ids = new RunIds(experiments);
  }

  /** Imports the run; a rejected run is reported, and does not prevent the import of others. */
  void run() {
    try {
      find();
    } catch (ConflictException
        | InvalidDataException
        | InvalidNameException
        | InvalidValueException
        | NotFoundException e) {
      notes.skipped(run, "the run cannot be recorded: " + e.getMessage());
    }
  }

  private void find() {
    Place place = ids.place(origin, experiment.as());
    switch (place.state()) {
      case WHOLE -> notes.present();
      case FREE, BEGUN -> take(place);
      case COPY ->
          notes.skipped(
              run, "a run with its id was imported before, of the origin '" + place.origin() + "'");
      default ->
          notes.skipped(
              run, "the id " + refusal() + ", and '" + place.id() + "' " + refusal(place.state()));
    }
  }

  /** Returns why the run cannot keep its MLflow id. */
  private String refusal() {
    return refusal(ids.own(origin, experiment.as()));
  }

  private static String refusal(State state) {
    return state == State.NOT_ALLOWED ? "is not allowed" : "is taken by another run";
  }

  private void take(Place place) {
    RunMeta meta = RunMeta.read(run, notes);
    meta.checkId(origin.run());
    meta.checkFiles(origin.run());
    RunValues values = RunValues.read(run, meta, notes);
    RunMetrics metrics = new RunMetrics(run, notes);
    Instant end = meta.end();
    RunInfo info =
        new RunInfo(
            place.id(),
            experiment.as(),
            start(meta, metrics, end),
            name(meta, values, place.id()),
            parent(values));
    if (!place.id().equals(origin.run())) {
      notes.changed(run, "the id " + refusal() + ": '" + place.id() + "' was taken");
    }
    boolean deleted = meta.deleted() || experiment.deleted();
    Counts counts = record(place, info, new Parts(meta, values, metrics, end));
    seal(info.id(), deleted);
    notes.imported(counts);
  }

  /** The data of a run that are read before the run is recorded. */
  private record Parts(RunMeta meta, RunValues values, RunMetrics metrics, @Nullable Instant end) {}

  /** Records a run, which begins after all its names and texts were accepted. */
  private Counts record(Place place, RunInfo info, Parts parts) {
    try (RunTarget target = new RunTarget(imports)) {
      begin(target, place.there(), info.started());
      parts.values.params(target);
      parts.values.tags(target);
      MlflowRunFiles files = new MlflowRunFiles(notes);
      files.addAll(run.resolve("artifacts"), "");
      new RunLinks(run, experiment.directory(), notes, target, files).read();
      target.open(log(place, info));
      files.copy(target);
      parts.metrics.read(target);
      target.parts().tag(RunIds.ORIGIN, origin.text()).removeTag(RunIds.BEGUN);
      target.end(end(parts.meta, parts.end, parts.metrics.last(), info.started()));
      return target.counts();
    }
  }

  private @Nullable RunLog log(Place place, RunInfo info) {
    if (pass.isDry()) {
      return null;
    }
    return place.there() == null ? imports.start(info) : imports.reopen(place.id());
  }

  /** Removes what an interrupted import has recorded. */
  private void begin(RunTarget target, @Nullable RunRecord begun, Instant started) {
    if (begun != null && !(begun.params().isEmpty() && begun.metrics().isEmpty())) {
      target.parts().segment(Long.MIN_VALUE, started);
    }
    if (begun != null) {
      begun.tags().keySet().forEach(target.parts()::removeTag);
    }
    target.parts().tag(RunIds.BEGUN, origin.text());
  }

  /**
   * Deletes a run that is deleted in MLflow. If the process dies just before, the run stays
   * undeleted: a later import could not distinguish it from a run that a user restored, which must
   * not be deleted again.
   */
  private void seal(String id, boolean deleted) {
    if (deleted && !pass.isDry()) {
      experiments.delete(id);
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
    String told = meta.name().or(() -> values.tag(RunValues.NAME)).orElse("");
    String raw = imports.withoutSecrets("run_name", told);
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

  private Optional<String> parent(RunValues values) {
    String parent = values.tag(RunValues.PARENT).orElse(null);
    if (parent == null) {
      return Optional.empty();
    }
    boolean other =
        parent.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,240}") && !parent.equals(origin.run());
    Optional<String> id = other ? idOf(parent) : Optional.empty();
    if (id.isEmpty()) {
      notes.changed(run, "there is no run '" + parent + "': the parent is kept in the tag alone");
    }
    return id;
  }

  /** Finds the id that another run has or will have in this home. */
  private Optional<String> idOf(String other) {
    return pass.holder(other, experiment)
        .map(holder -> ids.place(new Origin(holder.id(), other), holder.as()))
        .filter(Place::isOpen)
        .map(Place::id)
        .or(() -> ids.imported(other));
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
