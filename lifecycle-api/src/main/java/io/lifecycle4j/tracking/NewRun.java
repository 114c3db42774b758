package io.lifecycle4j.tracking;

import io.lifecycle4j.storage.Durability;
import java.time.Duration;
import java.util.Map;

/**
 * Builder of a run. Nothing happens before {@link #start()}, {@code run} or {@code call}.
 *
 * <p>Not thread-safe. Setting a part twice is an error.
 */
public interface NewRun {
  /**
   * Sets the display name of the run, which need not be unique. Default: its id.
   *
   * @param name the name
   * @return this builder
   */
  NewRun name(String name);

  /**
   * Makes it a child of another run. Default: no parent.
   *
   * @param run the id of a run of this home
   * @return this builder
   */
  NewRun parent(String run);

  /**
   * Sets a tag as part of the start: no reader ever sees the run without it.
   *
   * @param name the tag
   * @param value the value
   * @return this builder
   */
  NewRun tag(String name, String value);

  /**
   * Sets what failures recorded data survive. Default: {@link Durability#PROCESS}.
   *
   * @param durability the durability
   * @return this builder
   */
  NewRun durability(Durability durability);

  /**
   * Makes every call wait until what it logs has the chosen durability. If a call throws because
   * the storage fails, its data is still queued and retried as usual: repeating the call logs it
   * twice. Default: only {@link Run#flush()} waits.
   *
   * @return this builder
   */
  NewRun synchronous();

  /**
   * Records the configuration of the program with the environment, without values that look like
   * secrets. Default: none.
   *
   * @param values the values by name
   * @return this builder
   */
  NewRun configuration(Map<String, String> values);

  /**
   * Records a seed with the environment of the run. Default: none.
   *
   * @param name the name of the seed, slashes allowed
   * @param seed the seed
   * @return this builder
   * @see Run#seed(String, long)
   */
  NewRun seed(String name, long seed);

  /**
   * Records no environment: nothing about the machine, the libraries, the sources, the settings or
   * the user. Default: an {@link EnvironmentCapsule} and the tag {@code user}, unless the home was
   * opened without environments.
   *
   * @return this builder
   */
  NewRun withoutEnvironment();

  /**
   * Logs processor, memory, heap, garbage collection, threads and disk as metrics whose names begin
   * with {@code system/}; a run shorter than the interval has none. Default: the setting of
   * {@linkplain io.lifecycle4j.LifecycleBuilder#systemMetrics the home}, which is 10 seconds by
   * default; never if the run records no environment.
   *
   * @param interval the interval, from 100 milliseconds to a day; zero for never
   * @return this builder
   */
  NewRun systemMetrics(Duration interval);

  /**
   * Starts the run with its tags, durable on return. The caller must end it.
   *
   * @return the run; without {@link Run#finish()} its {@code close} ends it as FAILED
   * @throws io.lifecycle4j.error.NotFoundException if there is no such parent
   * @throws io.lifecycle4j.error.InvalidValueException if it has a configuration or a seed but
   *     records no environment
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
