package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidValueException.copy;
import static io.lifecycle4j.error.InvalidValueException.required;

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
record CaptureSettings(
    Map<String, Long> seeds,
    Map<String, String> configuration,
    Set<String> variables,
    Path directory) {
  CaptureSettings {
    seeds = copy(seeds, "seeds");
    configuration = copy(configuration, "configuration");
    variables = Set.copyOf(new TreeSet<>(required(variables, "variables")));
    required(directory, "directory");
  }

  /** Returns settings that say nothing; the repository is that of the directory of the start. */
  static CaptureSettings none() {
    return new CaptureSettings(
        Map.of(), Map.of(), Set.of(), Path.of(System.getProperty("user.dir", ".")));
  }

  CaptureSettings seed(String name, long seed) {
    Map<String, Long> more = new HashMap<>(seeds);
    more.put(required(name, "name of a seed"), seed);
    return new CaptureSettings(more, configuration, variables, directory);
  }

  CaptureSettings configuration(Map<String, String> settings) {
    return new CaptureSettings(seeds, settings, variables, directory);
  }

  CaptureSettings variables(Set<String> names) {
    return new CaptureSettings(seeds, configuration, names, directory);
  }

  CaptureSettings directory(Path sources) {
    return new CaptureSettings(seeds, configuration, variables, sources);
  }
}
