package io.lifecycle4j.tracking;

import io.lifecycle4j.storage.Durability;
import java.time.Duration;
import java.util.Map;

/**
 * Builder of a new run. Its tags are part of the start.
 *
 * <p>Not thread-safe. Setting a part twice is an error.
 */
public interface NewRun extends RunStart {
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

  @Override
  NewRun durability(Durability durability);

  @Override
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

  @Override
  NewRun systemMetrics(Duration interval);
}
