package io.lifecycle4j.core.tracking.environment;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.tracking.EnvironmentAllowList;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a capture is told: seeds, the configuration of the user, and what more may be recorded.
 *
 * @param seeds seeds by what they are for
 * @param configuration settings of the user, as texts; secrets are taken out
 * @param allowed what is recorded, beside what always is; a value whose name is that of a secret is
 *     left out all the same
 * @param directory where the repository of the sources is looked for, upwards
 */
public record CaptureSettings(
    Map<String, Long> seeds,
    Map<String, String> configuration,
    EnvironmentAllowList allowed,
    Path directory) {
  static final String SEED = "seed.";
  static final String CONFIGURATION = "config.";

  /** Copies the settings. */
  public CaptureSettings {
    seeds = copy(seeds, "seeds");
    configuration = copy(configuration, "configuration");
    required(allowed, "allow-list");
    required(directory, "directory");
  }

  /**
   * Says nothing; the repository is that of the directory of the start.
   *
   * @return settings without a seed or configuration, which allow nothing more
   */
  public static CaptureSettings none() {
    return new CaptureSettings(
        Map.of(),
        Map.of(),
        EnvironmentAllowList.none(),
        Path.of(System.getProperty("user.dir", ".")));
  }

  /**
   * Finds the seeds and the configuration a capsule was made with.
   *
   * @param capsule what was captured; secrets are out of it already
   * @return settings that say the same, but allow nothing more
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
    return new CaptureSettings(all, configuration, allowed, directory);
  }

  CaptureSettings seed(String name, long seed) {
    Map<String, Long> more = new HashMap<>(seeds);
    more.put(required(name, "name of a seed"), seed);
    return new CaptureSettings(more, configuration, allowed, directory);
  }

  /**
   * Replaces the configuration.
   *
   * @param settings settings of the user, as texts
   * @return other settings with this configuration
   */
  public CaptureSettings configuration(Map<String, String> settings) {
    return new CaptureSettings(seeds, settings, allowed, directory);
  }

  /**
   * Replaces the allow-list.
   *
   * @param more what is recorded, beside what always is
   * @return other settings with this allow-list
   */
  public CaptureSettings allowed(EnvironmentAllowList more) {
    return new CaptureSettings(seeds, configuration, more, directory);
  }

  CaptureSettings directory(Path sources) {
    return new CaptureSettings(seeds, configuration, allowed, sources);
  }
}
