package io.lifecycle4j.tracking;

import io.lifecycle4j.storage.Durability;
import java.time.Duration;

/**
 * Builder that resumes a run. Nothing happens before {@link #start()}, {@code run} or {@code call}.
 *
 * <p>The settings apply to this segment of the run; those of earlier segments do not carry over.
 * The configuration and the seeds of earlier segments are recorded again, with the environment in
 * which the run is resumed. Not thread-safe. Setting a part twice is an error.
 */
public interface ResumedRun {
  /**
   * Sets what failures recorded data survive. Default: {@link Durability#PROCESS}.
   *
   * @param durability the durability
   * @return this builder
   */
  ResumedRun durability(Durability durability);

  /**
   * Makes every call wait until what it logs has the chosen durability. Default: only {@link
   * Run#flush()} waits.
   *
   * @return this builder
   */
  ResumedRun synchronous();

  /**
   * Logs system metrics, like {@link NewRun#systemMetrics}. Default: the setting of the home.
   *
   * @param interval the interval, from 100 milliseconds to a day; zero for never
   * @return this builder
   */
  ResumedRun systemMetrics(Duration interval);

  /**
   * Resumes the run, durable on return. The caller must end it.
   *
   * @return the run, RUNNING again; without {@link Run#finish()} its {@code close} ends it as
   *     FAILED
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.ConflictException if it is still running, FINISHED or deleted
   */
  Run start();

  /**
   * Executes code in the run, which ends as FINISHED if the body returns, and as FAILED with the
   * cause if it throws.
   *
   * @param <X> the type of an exception the body may throw
   * @param body the code to execute
   * @return the run as it ended
   * @throws X if the body throws it
   */
  <X extends Exception> RunRecord run(Experiments.Body<X> body) throws X;

  /**
   * Executes code with a result in the run, like {@link #run}.
   *
   * @param <T> the type of the result
   * @param <X> the type of an exception the body may throw
   * @param body the code to execute
   * @return the result
   * @throws X if the body throws it
   */
  <T, X extends Exception> T call(Experiments.Call<T, X> body) throws X;
}
