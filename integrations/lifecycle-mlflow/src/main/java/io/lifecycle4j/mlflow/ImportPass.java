package io.lifecycle4j.mlflow;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.mlflow.ForeignFiles.Entry;
import io.lifecycle4j.mlflow.ImportReport.Stage;
import io.lifecycle4j.tracking.Experiments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A single pass over a folder of MLflow. */
final class ImportPass {
  private final Path folder;
  private final Experiments target;
  private final boolean dry;
  private final ImportNotes notes;
  private final Map<String, Path> met = new HashMap<>();
  private List<ExperimentFolder> experiments = List.of();

  /**
   * Begins a pass.
   *
   * @param stage PLANNED for a dry run
   */
  ImportPass(Path folder, Experiments target, Stage stage) {
    this.folder = folder;
    this.target = target;
    this.dry = stage == Stage.PLANNED;
    this.notes = new ImportNotes(folder, stage);
  }

  Experiments target() {
    return target;
  }

  boolean isDry() {
    return dry;
  }

  ImportNotes notes() {
    return notes;
  }

  /** Finds the experiment that contains a run, searching a given one first. */
  Optional<ExperimentFolder> holder(String run, ExperimentFolder first) {
    return Stream.concat(Stream.of(first), experiments.stream())
        .filter(one -> ForeignFiles.isDirectory(one.directory().resolve(run)))
        .findFirst();
  }

  ImportReport run(Set<String> wanted, Consumer<? super ImportReport> listener) throws IOException {
    experiments = ExperimentFolder.all(folder, notes);
    if (experiments.isEmpty()) {
      throw new InvalidDataException(
          "Cannot import " + folder + ": it holds no experiment (must be the folder mlruns)");
    }
    List<ExperimentFolder> chosen = chosen(wanted);
    chosen.forEach(experiment -> notes.found(runs(experiment).size()));
    listener.accept(notes.report());
    for (ExperimentFolder experiment : chosen) {
      take(experiment, listener);
    }
    return notes.report();
  }

  private List<ExperimentFolder> chosen(Set<String> wanted) {
    List<ExperimentFolder> chosen = new ArrayList<>();
    for (ExperimentFolder experiment : experiments) {
      if (wanted.isEmpty()
          || wanted.contains(experiment.name())
          || wanted.contains(experiment.id())) {
        chosen.add(experiment);
      }
    }
    for (String name : wanted) {
      if (chosen.stream().noneMatch(one -> one.name().equals(name) || one.id().equals(name))) {
        notes.skipped(folder, "there is no experiment '" + name + "'");
      }
    }
    return chosen;
  }

  private List<Entry> runs(ExperimentFolder experiment) {
    try {
      return experiment.runs();
    } catch (IOException e) {
      return List.of(); // Reported when it is imported.
    }
  }

  private void take(ExperimentFolder experiment, Consumer<? super ImportReport> listener) {
    try {
      experiment.tellOthers(notes);
      List<Entry> runs = experiment.runs();
      if (runs.isEmpty()) {
        notes.skipped(experiment.directory(), "the experiment has no runs");
      }
      for (Entry run : runs) {
        take(experiment, run);
        listener.accept(notes.report());
      }
    } catch (IOException e) {
      notes.skipped(experiment.directory(), ForeignFiles.reason(e));
    }
  }

  /**
   * Imports a run once: a copied folder, or one that is also in the trash, may contain a run twice.
   */
  private void take(ExperimentFolder experiment, Entry run) {
    Path before = met.putIfAbsent(run.name(), run.path());
    if (before == null) {
      new RunImport(this, experiment, run.path(), run.name()).run();
    } else {
      notes.skipped(
          run.path(),
          "a run with its id is there twice: that at " + notes.name(before) + " was taken");
    }
  }
}
