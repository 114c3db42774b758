package io.lifecycle4j.mlflow;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.tracking.Experiments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An import of a folder that MLflow's file store wrote. Nothing happens before {@link #run()}.
 *
 * <p>Each run of the folder becomes a run here with MLflow's id, or with {@code mlflow-} before it
 * if that id is not allowed, or taken by a run that is not an import. Its tag {@code
 * mlflow.imported_run} is {@code EXPERIMENT/RUN}, the ids of both in MLflow. A run that was
 * imported before is left alone, so an import that was cut off is made whole by a second one. A run
 * whose id is in the folder twice, or was imported from another experiment, is left out, and so is
 * one that is refused here; the others come all the same. Points keep their values, steps and
 * milliseconds, parameters and tags their texts. A run that MLflow calls RUNNING or SCHEDULED
 * becomes CRASHED: whoever recorded it does not record it here. Files of runs are copied from the
 * folder itself, wherever it was when they were written; links are not followed.
 *
 * <p>What a run was measured on has a digest of MLflow's, which is no version of a data set here:
 * it is kept as tags {@code mlflow.dataset.1.name}, {@code .digest} and so on.
 *
 * <p>Whatever is torn, empty or not understood is left out, and the report says so. The folder is
 * not written. Not thread-safe. Setting a part twice is an error.
 */
public final class MlflowImport {
  private final Path folder;
  private final Set<String> wanted = new TreeSet<>();
  private @Nullable Experiments experiments;
  private @Nullable Consumer<? super ImportReport> listener;

  private MlflowImport(Path folder) {
    this.folder = folder;
  }

  /**
   * Prepares the import of a folder.
   *
   * @param folder the folder {@code mlruns} itself
   * @return the import that is about to run; say what it goes {@linkplain #into into}
   * @throws io.lifecycle4j.error.InvalidValueException if there is no such folder, or a file
   */
  public static MlflowImport from(Path folder) {
    check(
        !Files.isRegularFile(required(folder, "folder")),
        "Cannot import %s: it is a file (must be the folder mlruns)",
        folder);
    check(Files.isDirectory(folder), "Cannot import %s: there is no such folder", folder);
    return new MlflowImport(folder);
  }

  /**
   * Says where the runs go. There is no default.
   *
   * @param target the experiments of an open home
   * @return this
   */
  public MlflowImport into(Experiments target) {
    checkUnset(experiments, "import", "experiments");
    experiments = required(target, "experiments");
    return this;
  }

  /**
   * Takes an experiment, beside those named before. Default: all of them.
   *
   * @param name its name in MLflow, or its id
   * @return this
   */
  public MlflowImport experiment(String name) {
    check(wanted.add(required(name, "experiment")), "Invalid import: '%s' is named twice", name);
    return this;
  }

  /**
   * Reports how far it is, at the beginning and after each run. Default: not reported.
   *
   * @param told is told on the calling thread; what it throws ends the import
   * @return this
   */
  public MlflowImport onProgress(Consumer<? super ImportReport> told) {
    checkUnset(listener, "import", "listener");
    listener = required(told, "listener");
    return this;
  }

  /**
   * Reads everything and imports nothing, to see what would happen.
   *
   * @return the report that {@link #run()} would give, but for its stage
   * @throws io.lifecycle4j.error.InvalidDataException if the folder is not one of MLflow
   */
  public ImportReport plan() {
    return pass(ImportReport.Stage.PLANNED);
  }

  /**
   * Imports the runs, each durable before the next begins.
   *
   * @return what was imported, and what was not
   * @throws io.lifecycle4j.error.InvalidDataException if the folder is not one of MLflow
   * @throws io.lifecycle4j.error.StorageFailedException if runs cannot be recorded; import again
   */
  public ImportReport run() {
    return pass(ImportReport.Stage.DONE);
  }

  private ImportReport pass(ImportReport.Stage stage) {
    Consumer<? super ImportReport> told = listener == null ? report -> {} : listener;
    Experiments target = required(experiments, "experiments to import into");
    try {
      return new ImportPass(folder.toRealPath(), target, stage).run(wanted, told);
    } catch (IOException e) {
      throw new InvalidDataException("Cannot read " + folder + ": " + ForeignFiles.reason(e), e);
    }
  }
}
