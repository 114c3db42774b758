package io.lifecycle4j.tracking;

import java.util.function.Consumer;

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
public interface MlflowImport {
  /**
   * Takes an experiment, beside those named before. Default: all of them.
   *
   * @param name its name in MLflow, or its id
   * @return this
   */
  MlflowImport experiment(String name);

  /**
   * Tells how far it is, at the beginning and after each run. Default: nobody is told.
   *
   * @param listener is told on the calling thread; what it throws ends the import
   * @return this
   */
  MlflowImport onProgress(Consumer<? super ImportReport> listener);

  /**
   * Reads everything and imports nothing, to see what would happen.
   *
   * @return the report that {@link #run()} would give, but for its stage
   * @throws io.lifecycle4j.error.InvalidDataException if the folder is not one of MLflow
   */
  ImportReport plan();

  /**
   * Imports the runs, each durable before the next begins.
   *
   * @return what was imported, and what was not
   * @throws io.lifecycle4j.error.InvalidDataException if the folder is not one of MLflow
   * @throws io.lifecycle4j.error.StorageFailedException if runs cannot be recorded; import again
   */
  ImportReport run();
}
