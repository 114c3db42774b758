package io.lifecycle4j.tracking;

import io.lifecycle4j.storage.Durability;
import java.time.Duration;

/**
 * Builder that starts a new run or resumes one. Nothing happens before {@link #start()}, {@code
 * run} or {@code call}.
 *
 * <p>The settings of a resumed run apply to its new segment; those of earlier segments do not carry
 * over. Its configuration and its seeds are recorded again, with the environment in which it is
 * resumed. Not thread-safe. Setting a part twice is an error.
 */
public interface RunStart {
  /**
   * Sets what failures recorded data survive. Default: {@link Durability#PROCESS}.
   *
   * @param durability the durability
   * @return this builder
   */
  RunStart durability(Durability durability);

  /**
   * Makes every call wait until what it logs has the chosen durability. If a call throws because
   * the storage fails, its data is still queued and retried as usual: repeating the call logs it
   * twice. Default: only {@link Run#flush()} waits.
   *
   * @return this builder
   */
  RunStart synchronous();

  /**
   * Logs processor, memory, heap, garbage collection, threads and disk as metrics whose names begin
   * with {@code system/}; a run shorter than the interval has none. Default: the setting of
   * {@linkplain io.lifecycle4j.LifecycleBuilder#systemMetrics the home}, which is 10 seconds by
   * default; never if the run records no environment.
   *
   * @param interval the interval, from 100 milliseconds to a day; zero for never
   * @return this builder
   */
  RunStart systemMetrics(Duration interval);

  /**
   * Starts or resumes the run, durable on return. The caller must end it.
   *
   * @return the run, RUNNING; without {@link Run#finish()} its {@code close} ends it as FAILED
   * @throws io.lifecycle4j.error.NotFoundException if there is no such parent, or no run to resume
   * @throws io.lifecycle4j.error.InvalidValueException if it has a configuration or a seed but
   *     records no environment
   * @throws io.lifecycle4j.error.ConflictException if the run to resume is still running, FINISHED
   *     or deleted
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
   * @throws io.lifecycle4j.error.LifecycleException as {@link Run#finish()}, if the body returned
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
   * @throws io.lifecycle4j.error.LifecycleException as {@link Run#finish()}, if the body returned
   */
  <T, X extends Exception> T call(Experiments.Call<T, X> body) throws X;
}
