package io.lifecycle4j.core.tracking.environment;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.tracking.EnvironmentAllowList;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings of a capture.
 *
 * @param seeds seeds by purpose
 * @param configuration settings of the user; secrets are removed
 * @param allowed what is recorded in addition to the defaults; a value whose name is that of a
 *     secret is left out all the same
 * @param directory the repository of the sources is searched from here upwards
 */
public record CaptureSettings(
    Map<String, Long> seeds,
    Map<String, String> configuration,
    EnvironmentAllowList allowed,
    Path directory) {
  static final String SEED = "seed.";
  static final String CONFIGURATION = "config.";

  public CaptureSettings {
    seeds = copy(seeds, "seeds");
    configuration = copy(configuration, "configuration");
    required(allowed, "allow-list");
    required(directory, "directory");
  }

  /**
   * Returns settings without seeds and configuration, with the working directory and an empty
   * allow-list.
   */
  public static CaptureSettings none() {
    return new CaptureSettings(
        Map.of(),
        Map.of(),
        EnvironmentAllowList.none(),
        Path.of(System.getProperty("user.dir", ".")));
  }

  /**
   * Returns the seeds and the configuration of a capsule, without secrets and with an empty
   * allow-list.
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
      seeds.remove(name); // a newer version may write seeds that are not numbers
    }
  }

  /** Returns these settings with other seeds, by purpose. */
  public CaptureSettings seeds(Map<String, Long> all) {
    return new CaptureSettings(all, configuration, allowed, directory);
  }

  /** Returns these settings with another configuration. */
  public CaptureSettings configuration(Map<String, String> settings) {
    return new CaptureSettings(seeds, settings, allowed, directory);
  }

  /** Returns these settings with another allow-list. */
  public CaptureSettings allowed(EnvironmentAllowList more) {
    return new CaptureSettings(seeds, configuration, more, directory);
  }
}
