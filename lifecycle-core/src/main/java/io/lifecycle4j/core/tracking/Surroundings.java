package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What runs record of what is around them.
 *
 * @param variables names of environment variables that are recorded beside those that engines read;
 *     null if no environment is recorded
 * @param systemMetrics how often metrics of the system are logged; zero for never
 * @param disk a directory on the disk whose free space is told
 */
public record Surroundings(@Nullable Set<String> variables, Duration systemMetrics, Path disk) {
  /** Copies the names. */
  public Surroundings {
    variables = variables == null ? null : Set.copyOf(variables);
    required(systemMetrics, "interval of system metrics");
    required(disk, "disk");
  }

  /** Returns who runs the process, if the environment is recorded. */
  Optional<String> user() {
    return Optional.ofNullable(variables == null ? null : System.getProperty("user.name"));
  }

  /**
   * Has nothing recorded.
   *
   * @return surroundings of nothing, on the disk of the directory of the start
   */
  public static Surroundings none() {
    return new Surroundings(null, Duration.ZERO, Path.of(System.getProperty("user.dir", ".")));
  }
}
