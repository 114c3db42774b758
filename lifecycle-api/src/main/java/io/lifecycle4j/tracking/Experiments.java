package io.lifecycle4j.tracking;

import io.lifecycle4j.condition.Condition;
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
   * Lists the runs of an experiment whose latest metrics meet a condition.
   *
   * @param experiment the experiment
   * @param condition what must hold
   * @return the runs in the order of their start
   */
  List<RunRecord> search(String experiment, Condition condition);

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
   * @return the points in the order they were logged
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   */
  List<MetricPoint> history(String id, String metric);

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
