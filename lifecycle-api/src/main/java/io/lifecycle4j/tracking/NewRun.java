package io.lifecycle4j.tracking;

import io.lifecycle4j.storage.Durability;
import java.time.Duration;
import java.util.Map;

/**
 * A run that is about to start. Nothing has happened before {@link #start()}.
 *
 * <p>Not thread-safe. Setting a part twice is an error.
 */
public interface NewRun {
  /**
   * Names the run for people; many may have the same name. Default: its id.
   *
   * @param name the name
   * @return this
   */
  NewRun name(String name);

  /**
   * Makes it a part of another run. Default: of none.
   *
   * @param run the id of a run of this home
   * @return this
   */
  NewRun parent(String run);

  /**
   * Sets a tag from the start on: nobody who sees the started run sees it without, whatever comes.
   *
   * @param name the tag
   * @param value its value
   * @return this
   */
  NewRun tag(String name, String value);

  /**
   * Sets what recorded things survive. Default: {@link Durability#PROCESS}.
   *
   * @param durability what
   * @return this
   */
  NewRun durability(Durability durability);

  /**
   * Has every call wait until what it logs is as durable as asked for. A call that throws since the
   * storage fails was taken all the same, and is tried again as always: who repeats it logs twice.
   * Default: only {@link Run#flush()} waits.
   *
   * @return this
   */
  NewRun synchronous();

  /**
   * Records the configuration of the program with its environment; values that look like secrets
   * are left out. Default: none.
   *
   * @param values by name
   * @return this
   */
  NewRun configuration(Map<String, String> values);

  /**
   * Records a seed with the environment of the run. Default: none.
   *
   * @param name what it is for, slashes allowed
   * @param seed the seed
   * @return this
   * @see Run#seed(String, long)
   */
  NewRun seed(String name, long seed);

  /**
   * Records no environment: nothing of the machine, the libraries, the sources, the settings or the
   * user. Default: an {@link EnvironmentCapsule} and the tag {@code user}, unless the home was
   * opened without.
   *
   * @return this
   */
  NewRun withoutEnvironment();

  /**
   * Logs processor, memory, heap, garbage collection, threads and disk as metrics that begin with
   * {@code system/}; a run shorter than the interval has none. Default: as {@linkplain
   * io.lifecycle4j.LifecycleBuilder#systemMetrics the home} says, every 10 seconds; never if the
   * run is without environment.
   *
   * @param interval how often, from 100 milliseconds to a day; zero for never
   * @return this
   */
  NewRun systemMetrics(Duration interval);

  /**
   * Starts the run with its tags, durable on return; the caller ends it.
   *
   * @return the run; without {@link Run#finish()} its {@code close} ends it as FAILED
   * @throws io.lifecycle4j.error.NotFoundException if there is no such parent
   * @throws io.lifecycle4j.error.InvalidValueException if it has a configuration or a seed and is
   *     without environment
   */
  Run start();

  /**
   * Runs a body in the run: FINISHED when the body returns, FAILED with the cause when it throws.
   *
   * @param <X> what the body may throw
   * @param body what to do
   * @return the run as it ended
   * @throws X what the body threw
   * @throws io.lifecycle4j.error.LifecycleException if the body returned, as {@link Run#finish()}
   *     does
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
   * @throws io.lifecycle4j.error.LifecycleException if the body returned, as {@link Run#finish()}
   *     does
   */
  <T, X extends Exception> T call(Experiments.Call<T, X> body) throws X;
}
