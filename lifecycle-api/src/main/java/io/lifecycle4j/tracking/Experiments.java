package io.lifecycle4j.tracking;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.tracking.spi.RunImports;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The experiments of a home and their runs.
 *
 * <p>Thread-safe.
 */
public interface Experiments {
  /**
   * Starts a run that the caller ends.
   *
   * @param experiment the experiment; created with its first run
   * @return the run; without {@link Run#finish()} its {@code close} ends it as FAILED
   */
  default Run start(String experiment) {
    return newRun(experiment).start();
  }

  /**
   * Prepares a run with a name, a parent, or other settings.
   *
   * @param experiment the experiment; created with its first run
   * @return the run, not yet started
   */
  NewRun newRun(String experiment);

  /**
   * Resumes a run that ended early, from a step on. Same as {@link #resuming} with default
   * settings, whatever the settings of the run were: it records in the background, and records
   * survive the death of the process.
   *
   * @param id the run
   * @param fromStep the first step that is repeated
   * @return the run, RUNNING again
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.ConflictException if it is still running, FINISHED or deleted
   */
  default Run resume(String id, long fromStep) {
    return resuming(id, fromStep).start();
  }

  /**
   * Prepares to resume a run that ended early, from a step on. Points from that step on stay
   * recorded, but are superseded and no longer count, except those of metrics that begin with
   * {@code system/}, which have steps of their own. Parameters may be set to new values; no point
   * may be logged before that step. A FINISHED run cannot be resumed; start a new run with it as
   * the parent instead.
   *
   * @param id the run
   * @param fromStep the first step that is repeated
   * @return the run, not yet resumed
   */
  RunStart resuming(String id, long fromStep);

  /**
   * Executes code in a new run.
   *
   * <p>The run ends as FINISHED if the body returns, and as FAILED with the cause if it throws.
   *
   * @param <X> the type of an exception the body may throw
   * @param experiment the experiment
   * @param body the code to execute
   * @return the run as it ended
   * @throws X if the body throws it
   */
  default <X extends Exception> RunRecord run(String experiment, Body<X> body) throws X {
    return newRun(experiment).run(body);
  }

  /**
   * Executes code with a result in a new run.
   *
   * <p>The run ends as FINISHED if the body returns, and as FAILED with the cause if it throws.
   *
   * @param <T> the type of the result
   * @param <X> the type of an exception the body may throw
   * @param experiment the experiment
   * @param body the code to execute
   * @return the result
   * @throws X if the body throws it
   */
  default <T, X extends Exception> T call(String experiment, Call<T, X> body) throws X {
    return newRun(experiment).call(body);
  }

  /**
   * Lists the experiments that have runs.
   *
   * @return the names, sorted
   * @throws io.lifecycle4j.error.InvalidValueException if a custom tracker keeps the runs and
   *     cannot list experiments
   */
  List<String> names();

  /**
   * Lists the runs of an experiment.
   *
   * @param experiment the experiment
   * @return the runs in the order in which they started; empty if there is no such experiment
   */
  List<RunRecord> runs(String experiment);

  /**
   * Lists the runs of an experiment that meet a condition.
   *
   * @param experiment the experiment
   * @param condition the condition
   * @return the runs in the order in which they started; empty if there is no such experiment
   */
  List<RunRecord> search(String experiment, Condition condition);

  /**
   * Lists the runs of an experiment that meet a condition.
   *
   * @param experiment the experiment
   * @param condition the condition, such as {@code metrics.accuracy > 0.9 AND params.lr <= 0.01}
   * @return the runs in the order in which they started; empty if there is no such experiment
   * @throws io.lifecycle4j.error.InvalidValueException if the text is not a condition
   */
  default List<RunRecord> search(String experiment, String condition) {
    return search(experiment, Conditions.parse(condition));
  }

  /**
   * Searches runs, page by page. Runs that are added concurrently do not cause others to be skipped
   * or repeated; a run whose own values change may move.
   *
   * @param query which runs, in which order, and how many per page
   * @return a page of runs; an empty page if there are none
   * @throws io.lifecycle4j.error.InvalidValueException if the cursor belongs to another query
   */
  RunPage search(RunQuery query);

  /**
   * Compares runs that used the same data: the same versions in the same roles, and the same data
   * for each metric.
   *
   * @param ids the runs, 2 to {@value RunComparison#MAX_RUNS}, each once
   * @return the differences and the metrics
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.InvalidValueException if the runs used different data
   */
  RunComparison compare(List<String> ids);

  /**
   * Compares runs even if they used different data; the comparison shows the differences of the
   * data.
   *
   * @param ids the runs, 2 to {@value RunComparison#MAX_RUNS}, each once
   * @return the differences and the metrics
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   */
  RunComparison compareAcrossData(List<String> ids);

  /**
   * Finds a run.
   *
   * @param id the id
   * @return the run, or empty if there is none
   */
  Optional<RunRecord> find(String id);

  /**
   * Returns every point of a metric.
   *
   * @param id the run
   * @param metric the metric
   * @return the points in the order in which they were logged, without superseded points
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   */
  MetricHistory history(String id, String metric);

  /**
   * Opens an artifact of a run.
   *
   * @param id the run
   * @param name the name of the artifact
   * @return the bytes, verified while they are read; close the stream
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run or artifact
   * @throws io.lifecycle4j.error.CorruptDataException if its bytes are lost
   */
  InputStream artifact(String id, String name);

  /**
   * Writes all artifacts of a run into a folder, each with its name.
   *
   * @param id the run
   * @param folder the folder, new or empty, outside any home
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.InvalidValueException if the folder is a file, is not empty or is
   *     inside a home, or if an artifact has the name of a folder of another; nothing was written
   */
  void artifacts(String id, Path folder);

  /**
   * Opens a checkpoint.
   *
   * @param checkpoint one of {@link RunRecord#checkpoints()}
   * @return the bytes, verified while they are read; close the stream
   * @throws io.lifecycle4j.error.NotFoundException if it no longer exists
   */
  InputStream checkpoint(Checkpoint checkpoint);

  /**
   * Reads the environment of a run: machine, libraries, sources, settings.
   *
   * <p>While the run is active, it may be missing or incomplete; see {@link
   * EnvironmentCapsule#unknown()}.
   *
   * @param id the run
   * @return the environment; for a resumed run, that of the last segment; empty if none was
   *     recorded
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.CorruptDataException if it cannot be read
   */
  Optional<EnvironmentCapsule> environment(String id);

  /**
   * Follows a run while any process records it, without a lock. The listener first receives what is
   * already recorded.
   *
   * @param id the run
   * @param listener receives what is recorded, until the run ends or the result is closed
   * @return a handle; close it to stop
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   */
  Following follow(String id, RunListener listener);

  /**
   * Sets a tag of a run that has ended.
   *
   * @param id the run
   * @param name the tag
   * @param value its value
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.ConflictException if it is still running or is deleted
   */
  void tag(String id, String name, String value);

  /**
   * Deletes a run: it is hidden from searches by default, and can be restored.
   *
   * @param id the run
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.ConflictException if it is still running
   */
  void delete(String id);

  /**
   * Restores a deleted run.
   *
   * @param id the run
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   */
  void restore(String id);

  /**
   * Removes a deleted run permanently; the next garbage collection frees its files.
   *
   * @param id the run
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.ConflictException if it is not deleted, or a registered model was
   *     trained in it
   */
  void purge(String id);

  /**
   * Returns the API to import runs that another tracker recorded, with their own ids and times.
   *
   * @return the import API
   */
  RunImports imports();

  /**
   * Prepares an export of runs into a file.
   *
   * @param query which runs, in which order; all pages are exported
   * @return the export, not yet started
   */
  RunExport export(RunQuery query);

  /** Follows a run until it is closed. */
  interface Following extends AutoCloseable {
    /**
     * Waits until the listener has received the end of the run, or never will because it failed,
     * the run was purged, or this was closed.
     *
     * @param timeout the longest wait
     * @return whether the listener has received the end
     * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted
     */
    boolean await(Duration timeout);

    /** Stops following; after it returns, the listener is not called again. */
    @Override
    void close();
  }

  /**
   * Code that is executed in a run.
   *
   * @param <X> the type of an exception it may throw
   */
  @FunctionalInterface
  interface Body<X extends Exception> {
    /**
     * Executes the code.
     *
     * @param run the run
     * @throws X if it fails
     */
    void run(Run run) throws X;
  }

  /**
   * Code with a result that is executed in a run.
   *
   * @param <T> the type of the result
   * @param <X> the type of an exception it may throw
   */
  @FunctionalInterface
  interface Call<T, X extends Exception> {
    /**
     * Executes the code.
     *
     * @param run the run
     * @return the result
     * @throws X if it fails
     */
    T call(Run run) throws X;
  }
}
