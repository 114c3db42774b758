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
 * Imports a folder that MLflow's file store wrote. Nothing happens before {@link #run()} or {@link
 * #plan()}.
 *
 * <p>Each run of the folder becomes a run with MLflow's id, prefixed with {@code mlflow-} if that
 * id is not allowed or is taken by a run that was not imported. Its tag {@code mlflow.imported_run}
 * is {@code EXPERIMENT/RUN}, the ids of both in MLflow. A run that was imported before is not
 * touched, so that a second import completes an interrupted one. A run is skipped if its id occurs
 * twice in the folder or was imported from another experiment, or if it is rejected; all others are
 * still imported. Points keep their values, steps and milliseconds; parameters and tags keep their
 * texts. A run that is RUNNING or SCHEDULED in MLflow becomes CRASHED, because its process does not
 * record it here. Artifacts are copied from the folder, even if it was moved since they were
 * written; links are not followed.
 *
 * <p>The datasets of a run have digests of MLflow, and are not dataset versions of this home: they
 * are stored as tags {@code mlflow.dataset.1.name}, {@code .digest} and so on.
 *
 * <p>Incomplete, empty or unknown content is skipped and reported. The folder is not modified. Not
 * thread-safe. Setting a part twice is an error.
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
   * @return the import, which needs a {@linkplain #into target}
   * @throws io.lifecycle4j.error.InvalidValueException if it does not exist or is not a folder
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
   * Sets the target of the import. Required.
   *
   * @param target the experiments of an open home
   * @return this import
   */
  public MlflowImport into(Experiments target) {
    checkUnset(experiments, "import", "experiments");
    experiments = required(target, "experiments");
    return this;
  }

  /**
   * Adds an experiment to import. Default: all experiments.
   *
   * @param name its name in MLflow, or its id
   * @return this import
   */
  public MlflowImport experiment(String name) {
    check(wanted.add(required(name, "experiment")), "Invalid import: '%s' is named twice", name);
    return this;
  }

  /**
   * Sets the listener that receives the progress, at the beginning and after each run. Default:
   * none.
   *
   * @param told the listener; runs on the calling thread; an exception it throws ends the import
   * @return this import
   */
  public MlflowImport onProgress(Consumer<? super ImportReport> told) {
    checkUnset(listener, "import", "listener");
    listener = required(told, "listener");
    return this;
  }

  /**
   * Performs a dry run, which reads everything and imports nothing.
   *
   * @return the report that {@link #run()} would return, except for its stage
   * @throws io.lifecycle4j.error.InvalidDataException if it is not a folder of MLflow
   */
  public ImportReport plan() {
    return pass(ImportReport.Stage.PLANNED);
  }

  /**
   * Imports the runs, each durable before the next begins.
   *
   * @return the report
   * @throws io.lifecycle4j.error.InvalidDataException if it is not a folder of MLflow
   * @throws io.lifecycle4j.error.StorageFailedException if runs cannot be recorded; repeat the
   *     import
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
