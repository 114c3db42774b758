package io.lifecycle4j.core.tracking.environment;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.tracking.EnvironmentCapsule;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a capture is told: seeds, the configuration of the user, and what more may be recorded.
 *
 * @param seeds seeds by what they are for
 * @param configuration settings of the user, as texts; secrets are taken out
 * @param variables names of environment variables that are recorded, beside those that decide how
 *     an engine computes; one whose name tells of a secret is recorded without its value
 * @param directory where the repository of the sources is looked for, upwards
 */
public record CaptureSettings(
    Map<String, Long> seeds,
    Map<String, String> configuration,
    Set<String> variables,
    Path directory) {
  static final String SEED = "seed.";
  static final String CONFIGURATION = "config.";

  /** Copies the settings. */
  public CaptureSettings {
    seeds = copy(seeds, "seeds");
    configuration = copy(configuration, "configuration");
    variables = Set.copyOf(new TreeSet<>(required(variables, "variables")));
    required(directory, "directory");
  }

  /**
   * Says nothing; the repository is that of the directory of the start.
   *
   * @return settings without a seed, configuration or variable
   */
  public static CaptureSettings none() {
    return new CaptureSettings(
        Map.of(), Map.of(), Set.of(), Path.of(System.getProperty("user.dir", ".")));
  }

  /**
   * Finds the seeds and the configuration a capsule was made with.
   *
   * @param capsule what was captured; secrets are out of it already
   * @return settings that say the same, but name no variables
   */
  public static CaptureSettings of(EnvironmentCapsule capsule) {
    Map<String, Long> seeds = new HashMap<>();
    Map<String, String> configuration = new HashMap<>();
    capsule
        .facts()
        .forEach(
            (key, value) -> {
              if (key.startsWith(SEED)) {
                addSeed(key.substring(SEED.length()), value, seeds);
              } else if (key.startsWith(CONFIGURATION)) {
                configuration.put(key.substring(CONFIGURATION.length()), value);
              }
            });
    return none().seeds(seeds).configuration(configuration);
  }

  private static void addSeed(String name, String value, Map<String, Long> seeds) {
    try {
      seeds.put(name, Long.valueOf(value));
    } catch (NumberFormatException e) {
      seeds.remove(name); // a newer version may write seeds that are no numbers
    }
  }

  /**
   * Replaces all seeds.
   *
   * @param all seeds by what they are for
   * @return other settings with these seeds
   */
  public CaptureSettings seeds(Map<String, Long> all) {
    return new CaptureSettings(all, configuration, variables, directory);
  }

  CaptureSettings seed(String name, long seed) {
    Map<String, Long> more = new HashMap<>(seeds);
    more.put(required(name, "name of a seed"), seed);
    return new CaptureSettings(more, configuration, variables, directory);
  }

  /**
   * Replaces the configuration.
   *
   * @param settings settings of the user, as texts
   * @return other settings with this configuration
   */
  public CaptureSettings configuration(Map<String, String> settings) {
    return new CaptureSettings(seeds, settings, variables, directory);
  }

  /**
   * Replaces the names of variables.
   *
   * @param names names of environment variables that are recorded beside those of engines
   * @return other settings with these variables
   */
  public CaptureSettings variables(Set<String> names) {
    return new CaptureSettings(seeds, configuration, names, directory);
  }

  CaptureSettings directory(Path sources) {
    return new CaptureSettings(seeds, configuration, variables, sources);
  }
}
