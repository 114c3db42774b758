package io.lifecycle4j.mlflow;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Copies the files of a run from their current place in the folder. */
final class MlflowRunFiles {
  private final ImportNotes notes;
  private final Map<String, Path> files = new LinkedHashMap<>();

  MlflowRunFiles(ImportNotes notes) {
    this.notes = notes;
  }

  /** Adds all files of a directory. */
  void addAll(Path directory, String prefix) {
    FileWalk.files(directory, notes).forEach((name, file) -> files.put(prefix + name, file));
  }

  void add(String name, Path file) {
    files.put(name, file);
  }

  void copy(RunTarget target) {
    List<String> raws = new ArrayList<>(files.keySet());
    Map<String, String> names = AllowedNames.distinct(raws, AllowedNames::path);
    files.forEach((raw, file) -> copy(raw, names.getOrDefault(raw, raw), file, target));
  }

  private void copy(String raw, String name, Path file, RunTarget target) {
    if (!target.file(name)) {
      notes.skipped(file, "the run has more files than can be kept of one");
      return;
    }
    try {
      target.artifact(new NamedContent(name, content(file)), Files.size(file));
      notes.renamed(file, raw, name);
    } catch (IOException e) {
      notes.skipped(file, ForeignFiles.reason(e));
    } catch (InvalidDataException e) {
      notes.skipped(file, String.valueOf(e.getMessage()));
    }
  }

  private static Content content(Path file) {
    return out -> {
      try (InputStream in = ForeignFiles.open(file)) {
        in.transferTo(out);
      }
    };
  }
}
