package io.lifecycle4j.mlflow;

import io.lifecycle4j.mlflow.ForeignFiles.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Finds the files below a directory, and reports everything that is not a regular file. */
final class FileWalk {
  private static final int MAX_DEPTH = 30;
  private static final int MAX_FILES = 100_000;

  private final ImportNotes notes;
  private final Map<String, Path> files = new LinkedHashMap<>();

  private FileWalk(ImportNotes notes) {
    this.notes = notes;
  }

  /**
   * Finds files.
   *
   * @return the files by path relative to the directory, with slashes, sorted within each folder;
   *     none if there is no such directory
   */
  static Map<String, Path> files(Path directory, ImportNotes notes) {
    FileWalk walk = new FileWalk(notes);
    switch (ForeignFiles.kind(directory)) {
      case DIRECTORY -> walk.walk(directory, "", 0);
      case FILE -> notes.skipped(directory, "it is a file (must be a directory)");
      default -> {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
          notes.skipped(directory, "it is a link (must be a directory)");
        }
      }
    }
    return walk.files;
  }

  private void walk(Path directory, String prefix, int depth) {
    if (depth == MAX_DEPTH) {
      notes.skipped(directory, "it is in more than " + MAX_DEPTH + " folders");
      return;
    }
    try {
      for (Entry entry : ForeignFiles.list(directory)) {
        take(entry, prefix + entry.name(), depth);
      }
    } catch (IOException e) {
      notes.skipped(directory, ForeignFiles.reason(e));
    }
  }

  private void take(Entry entry, String name, int depth) {
    switch (entry.kind()) {
      case DIRECTORY -> walk(entry.path(), name + "/", depth + 1);
      case FILE -> {
        if (files.size() < MAX_FILES) {
          files.put(name, entry.path());
        } else {
          notes.skipped(entry.path(), "there are more than " + MAX_FILES + " files");
        }
      }
      default -> notes.skipped(entry.path(), "it is a link or a device");
    }
  }
}
