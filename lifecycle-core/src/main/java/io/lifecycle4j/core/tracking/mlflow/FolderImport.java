package io.lifecycle4j.core.tracking.mlflow;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.tracking.ExperimentTracker;
import io.lifecycle4j.tracking.ImportReport;
import io.lifecycle4j.tracking.MlflowImport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Imports a folder of MLflow into any tracker. */
public final class FolderImport implements MlflowImport {
  private final Path folder;
  private final Supplier<ExperimentTracker> tracker;
  private final InstantSource clock;
  private final Set<String> wanted = new TreeSet<>();
  private @Nullable Consumer<? super ImportReport> listener;

  /**
   * Prepares an import.
   *
   * @param folder the folder
   * @param tracker gives where its runs go when they do
   * @param clock tells the time
   */
  public FolderImport(Path folder, Supplier<ExperimentTracker> tracker, InstantSource clock) {
    check(
        !Files.isRegularFile(required(folder, "folder")),
        "Cannot import %s: it is a file (must be the folder mlruns)",
        folder);
    check(Files.isDirectory(folder), "Cannot import %s: there is no such folder", folder);
    this.folder = folder;
    this.tracker = tracker;
    this.clock = clock;
  }

  @Override
  public MlflowImport experiment(String name) {
    check(wanted.add(required(name, "experiment")), "Invalid import: '%s' is named twice", name);
    return this;
  }

  @Override
  public MlflowImport onProgress(Consumer<? super ImportReport> told) {
    check(listener == null, "Invalid import: listener set twice");
    listener = required(told, "listener");
    return this;
  }

  @Override
  public ImportReport plan() {
    return pass(true);
  }

  @Override
  public ImportReport run() {
    return pass(false);
  }

  private ImportReport pass(boolean dry) {
    Consumer<? super ImportReport> told = listener == null ? report -> {} : listener;
    try {
      return new ImportPass(folder.toRealPath(), tracker.get(), clock, dry).run(wanted, told);
    } catch (IOException e) {
      throw new InvalidDataException("Cannot read " + folder + ": " + ForeignFiles.reason(e), e);
    }
  }
}
