package io.lifecycle4j.tracking;

import io.lifecycle4j.storage.Durability;
import java.time.Duration;

/**
 * A run that is about to go on. Nothing has happened before {@link #start()}.
 *
 * <p>Settings are those of this part of the run; what an earlier part had does not carry over. The
 * configuration and the seeds that an earlier part recorded are recorded again, with the
 * environment that the run goes on in. Not thread-safe. Setting a part twice is an error.
 */
public interface ResumedRun {
  /**
   * Sets what recorded things survive. Default: {@link Durability#PROCESS}.
   *
   * @param durability what
   * @return this
   */
  ResumedRun durability(Durability durability);

  /**
   * Has every call wait until what it logs is as durable as asked for. Default: only {@link
   * Run#flush()} waits.
   *
   * @return this
   */
  ResumedRun synchronous();

  /**
   * Logs metrics of the system, as {@link NewRun#systemMetrics} does. Default: as the home says.
   *
   * @param interval how often, from 100 milliseconds to a day; zero for never
   * @return this
   */
  ResumedRun systemMetrics(Duration interval);

  /**
   * Goes on with the run, durable on return; the caller ends it.
   *
   * @return the run, RUNNING again; without {@link Run#finish()} its {@code close} ends it as
   *     FAILED
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.ConflictException if it goes on, is FINISHED, or is deleted
   */
  Run start();

  /**
   * Runs a body in the run: FINISHED when the body returns, FAILED with the cause when it throws.
   *
   * @param <X> what the body may throw
   * @param body what to do
   * @return the run as it ended
   * @throws X what the body threw
   */
  <X extends Exception> RunRecord run(Experiments.Body<X> body) throws X;

  /**
   * Runs a body with a result in the run, as {@link #run} does.
   *
   * @param <T> the type of the result
   * @param <X> what the body may throw
   * @param body what to do
   * @return the result
   * @throws X what the body threw
   */
  <T, X extends Exception> T call(Experiments.Call<T, X> body) throws X;
}
