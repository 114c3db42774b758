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
   * @param experiment the experiment; it comes into being with its first run
   * @return the run; without {@link Run#finish()} its {@code close} ends it as FAILED
   */
  Run start(String experiment);

  /**
   * Prepares a run with a name, a parent, or other settings.
   *
   * @param experiment the experiment; it comes into being with its first run
   * @return the run that is about to start
   */
  NewRun newRun(String experiment);

  /**
   * Goes on with a run that ended before its time, from a step on, as {@link #resuming} does with
   * the settings it has by default, whatever the run had before: recorded in the background, so
   * that it survives the death of the process.
   *
   * @param id the run
   * @param fromStep the first step that is done again
   * @return the run, RUNNING again
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.ConflictException if it goes on, is FINISHED, or is deleted
   */
  default Run resume(String id, long fromStep) {
    return resuming(id, fromStep).start();
  }

  /**
   * Prepares to go on with a run that ended before its time, from a step on. Later points that are
   * there stay recorded, but are superseded: they no longer count, but for metrics that begin with
   * {@code system/}, whose steps are their own. Parameters may be set anew, and no point may be
   * logged before that step. A FINISHED run does not go on; a new run with it as its parent does.
   *
   * @param id the run
   * @param fromStep the first step that is done again
   * @return the run that is about to go on
   */
  ResumedRun resuming(String id, long fromStep);

  /**
   * Runs a body in a run of its own.
   *
   * <p>The run is FINISHED when the body returns, FAILED with the cause when it throws.
   *
   * @param <X> what the body may throw
   * @param experiment the experiment
   * @param body what to do
   * @return the run as it ended
   * @throws X what the body threw
   */
  <X extends Exception> RunRecord run(String experiment, Body<X> body) throws X;

  /**
   * Runs a body with a result in a run of its own.
   *
   * <p>The run is FINISHED when the body returns, FAILED with the cause when it throws.
   *
   * @param <T> the type of the result
   * @param <X> what the body may throw
   * @param experiment the experiment
   * @param body what to do
   * @return the result
   * @throws X what the body threw
   */
  <T, X extends Exception> T call(String experiment, Call<T, X> body) throws X;

  /**
   * Lists the experiments that have runs.
   *
   * @return the names, sorted
   * @throws io.lifecycle4j.error.InvalidValueException if the runs are kept by a tracker of one's
   *     own that cannot tell
   */
  List<String> names();

  /**
   * Lists the runs of an experiment.
   *
   * @param experiment the experiment
   * @return the runs in the order of their start
   */
  List<RunRecord> runs(String experiment);

  /**
   * Lists the runs of an experiment of which a condition holds.
   *
   * @param experiment the experiment
   * @param condition what must hold
   * @return the runs in the order of their start
   */
  List<RunRecord> search(String experiment, Condition condition);

  /**
   * Lists the runs of an experiment of which a condition holds.
   *
   * @param experiment the experiment
   * @param condition what must hold, such as {@code metrics.accuracy > 0.9 AND params.lr <= 0.01}
   * @return the runs in the order of their start
   * @throws io.lifecycle4j.error.InvalidValueException if the text is not a condition
   */
  default List<RunRecord> search(String experiment, String condition) {
    return search(experiment, Conditions.parse(condition));
  }

  /**
   * Searches runs, page by page. Runs that are added meanwhile push none out of a page or into two;
   * one whose own values change may move.
   *
   * @param query which runs, in what order, and how many at once
   * @return a page of them; an empty one when there are none
   * @throws io.lifecycle4j.error.InvalidValueException if the cursor is not of this query
   */
  RunPage search(RunQuery query);

  /**
   * Compares runs that used the same data: the same versions for the same roles, and each metric
   * measured on the same.
   *
   * @param ids the runs, 2 to {@value RunComparison#MAX_RUNS}, each once
   * @return what differs, and how the metrics went
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.InvalidValueException if the runs used different data
   */
  RunComparison compare(List<String> ids);

  /**
   * Compares runs whatever data they used; the comparison says where that differs.
   *
   * @param ids the runs, 2 to {@value RunComparison#MAX_RUNS}, each once
   * @return what differs, and how the metrics went
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   */
  RunComparison compareAcrossData(List<String> ids);

  /**
   * Finds a run.
   *
   * @param id the id
   * @return the run, or empty when there is none
   */
  Optional<RunRecord> find(String id);

  /**
   * Returns every point of a metric.
   *
   * @param id the run
   * @param metric the metric
   * @return the points in the order they were logged, superseded ones left out
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   */
  MetricHistory history(String id, String metric);

  /**
   * Opens a file of a run.
   *
   * @param id the run
   * @param name the name of the artifact
   * @return its bytes, checked while they are read; close it
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run or artifact
   * @throws io.lifecycle4j.error.CorruptDataException if its bytes are not stored any more
   */
  InputStream artifact(String id, String name);

  /**
   * Writes all files of a run below a folder, each under its name.
   *
   * @param id the run
   * @param folder the folder, new or empty, outside of any home
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.InvalidValueException if the folder is a file, holds something, or
   *     lies in a home, or if one file is named as a folder of another; nothing was written
   */
  void artifacts(String id, Path folder);

  /**
   * Opens a stored state of a model, to go on from.
   *
   * @param checkpoint one of {@link RunRecord#checkpoints()}
   * @return its bytes, checked while they are read; close it
   * @throws io.lifecycle4j.error.NotFoundException if it is not there any more
   */
  InputStream checkpoint(Checkpoint checkpoint);

  /**
   * Reads what a run ran in: machine, libraries, sources, settings.
   *
   * <p>While the run goes on it may be missing or incomplete; {@link EnvironmentCapsule#unknown()}
   * tells.
   *
   * @param id the run
   * @return the environment, of the last part if the run was resumed; empty if none was recorded
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.CorruptDataException if it cannot be read
   */
  Optional<EnvironmentCapsule> environment(String id);

  /**
   * Follows a run while it is recorded, in whatever process, without a lock. What is there already
   * is given first.
   *
   * @param id the run
   * @param listener hears what is recorded, until the run ends or this is closed
   * @return close it to stop
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
   * @throws io.lifecycle4j.error.ConflictException if it goes on, or is deleted
   */
  void tag(String id, String name, String value);

  /**
   * Deletes a run: it is no longer seen unless asked for, and can be restored.
   *
   * @param id the run
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.ConflictException if it goes on
   */
  void delete(String id);

  /**
   * Takes back a deletion.
   *
   * @param id the run
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   */
  void restore(String id);

  /**
   * Removes a deleted run for good; the next garbage collection frees its files.
   *
   * @param id the run
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.ConflictException if it is not deleted, or a registered model came
   *     from it
   */
  void purge(String id);

  /**
   * Opens the door for runs that another tracker recorded, with ids and times of their own.
   *
   * @return what an import calls
   */
  RunImports imports();

  /**
   * Prepares an export of runs into a file.
   *
   * @param query which runs, in what order; all its pages are written
   * @return the export that is about to begin
   */
  RunExport export(RunQuery query);

  /** Follows a run until it is closed. */
  interface Following extends AutoCloseable {
    /**
     * Waits until the run has ended and the listener has heard of it, or never will: it failed, the
     * run was purged, or this was closed.
     *
     * @param timeout the longest wait
     * @return whether it has heard of the end
     * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted
     */
    boolean await(Duration timeout);

    /** Stops; once it returns the listener hears nothing more. */
    @Override
    void close();
  }

  /**
   * What happens in a run.
   *
   * @param <X> what it may throw
   */
  @FunctionalInterface
  interface Body<X extends Exception> {
    /**
     * Does it.
     *
     * @param run the run
     * @throws X when it fails
     */
    void run(Run run) throws X;
  }

  /**
   * What happens in a run, with a result.
   *
   * @param <T> the type of the result
   * @param <X> what it may throw
   */
  @FunctionalInterface
  interface Call<T, X extends Exception> {
    /**
     * Does it.
     *
     * @param run the run
     * @return the result
     * @throws X when it fails
     */
    T call(Run run) throws X;
  }
}
