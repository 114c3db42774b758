package io.lifecycle4j.mlflow;

import io.lifecycle4j.mlflow.ForeignFiles.Entry;
import io.lifecycle4j.mlflow.ForeignFiles.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An experiment in a folder of MLflow.
 *
 * @param directory its directory
 * @param id its id in MLflow, the name of its directory
 * @param name its name in MLflow
 * @param as its name in this home
 * @param deleted whether it is deleted, and therefore all its runs
 */
record ExperimentFolder(Path directory, String id, String name, String as, boolean deleted) {
  static final String TRASH = ".trash";
  private static final Set<String> NO_RUNS = Set.of("tags", "datasets", "models", "traces");
  private static final List<String> PARTS = List.of("metrics", "params", "tags");

  /** Finds all experiments, including those in the trash. */
  static List<ExperimentFolder> all(Path folder, ImportNotes notes) throws IOException {
    List<ExperimentFolder> found = new ArrayList<>();
    add(folder, false, found, notes);
    if (ForeignFiles.isDirectory(folder.resolve(TRASH))) {
      add(folder.resolve(TRASH), true, found, notes);
    }
    List<String> raws = found.stream().map(ExperimentFolder::name).distinct().toList();
    Map<String, String> names = AllowedNames.distinct(raws, AllowedNames::name);
    return found.stream().map(one -> one.named(names, notes)).toList();
  }

  private static void add(
      Path folder, boolean trash, List<ExperimentFolder> found, ImportNotes notes)
      throws IOException {
    for (Entry entry : ForeignFiles.list(folder)) {
      boolean hidden = entry.name().startsWith(".");
      if (entry.isDirectory() && !hidden && isExperiment(entry)) {
        found.add(read(entry, trash, notes));
      } else if (entry.name().equals("models") && entry.isDirectory()) {
        notes.skipped(entry.path(), "registered models are not imported");
      } else if (!entry.name().equals(TRASH)) {
        notes.skipped(entry.path(), "it is no experiment");
      }
    }
  }

  private static boolean isExperiment(Entry entry) throws IOException {
    if (entry.name().equals("models")) {
      return false;
    }
    if (ForeignFiles.kind(entry.path().resolve(MetaFiles.NAME)) == Kind.FILE) {
      return true;
    }
    return ForeignFiles.list(entry.path()).stream().anyMatch(ExperimentFolder::isRun);
  }

  private static ExperimentFolder read(Entry entry, boolean trash, ImportNotes notes) {
    Path file = entry.path().resolve(MetaFiles.NAME);
    YamlFields meta = MetaFiles.read(file, notes);
    String name = meta.text("name").filter(text -> !text.isBlank()).orElse("");
    if (name.isEmpty()) {
      name = "mlflow-" + entry.name();
      notes.changed(file, "there is no name: '" + name + "' was taken");
    }
    boolean deleted = MetaFiles.deleted(file, meta, notes) || trash;
    return new ExperimentFolder(entry.path(), entry.name(), name, name, deleted);
  }

  private ExperimentFolder named(Map<String, String> names, ImportNotes notes) {
    String allowed = names.getOrDefault(name, name);
    if (!allowed.equals(name)) {
      notes.changed(
          directory, "the name '" + name + "' is not allowed: '" + allowed + "' was taken");
    }
    return new ExperimentFolder(directory, id, name, allowed, deleted);
  }

  /** Lists the directories of runs. */
  List<Entry> runs() throws IOException {
    return ForeignFiles.list(directory).stream().filter(ExperimentFolder::isRun).toList();
  }

  /** Reports everything that is not imported. */
  void tellOthers(ImportNotes notes) throws IOException {
    for (Entry entry : ForeignFiles.list(directory)) {
      if (!isRun(entry) && !entry.name().equals(MetaFiles.NAME)) {
        tell(entry, notes);
      }
    }
  }

  private static void tell(Entry entry, ImportNotes notes) throws IOException {
    switch (entry.name()) {
      case "datasets" -> {} // Imported with the runs that used them.
      case "tags" -> notes.skipped(entry.path(), "tags of an experiment are not imported");
      case "models" ->
          notes.skipped(
              entry.path(), "of logged models only the files are imported, with their runs");
      case "traces" -> {
        if (!entry.isDirectory() || !ForeignFiles.list(entry.path()).isEmpty()) {
          notes.skipped(entry.path(), "traces are not imported");
        }
      }
      default ->
          notes.skipped(
              entry.path(),
              "it is no run: it has no meta.yaml, metrics, params or tags of its own");
    }
  }

  private static boolean isRun(Entry entry) {
    Path path = entry.path();
    return entry.isDirectory()
        && !NO_RUNS.contains(entry.name())
        && (ForeignFiles.kind(path.resolve(MetaFiles.NAME)) == Kind.FILE
            || PARTS.stream().anyMatch(part -> ForeignFiles.isDirectory(path.resolve(part))));
  }
}
