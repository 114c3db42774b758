package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.tracking.EnvironmentAllowList;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What runs record of what is around them.
 *
 * @param allowed what is recorded of the environment, beside what always is; null if no environment
 *     is recorded
 * @param systemMetrics how often metrics of the system are logged; zero for never
 * @param disk a directory on the disk whose free space is told
 */
public record Surroundings(
    @Nullable EnvironmentAllowList allowed, Duration systemMetrics, Path disk) {
  /** Checks the parts. */
  public Surroundings {
    required(systemMetrics, "interval of system metrics");
    required(disk, "disk");
  }

  /** Returns who runs the process, if the environment is recorded. */
  Optional<String> user() {
    return Optional.ofNullable(allowed == null ? null : System.getProperty("user.name"));
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
