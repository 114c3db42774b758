package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.tracking.EnvironmentAllowList;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What runs record of their environment.
 *
 * @param allowed what is recorded in addition to the defaults; null if no environment is recorded
 * @param systemMetrics the interval of system metrics; zero for none
 * @param disk a directory on the disk whose free space is logged
 */
public record Surroundings(
    @Nullable EnvironmentAllowList allowed, Duration systemMetrics, Path disk) {
  public Surroundings {
    required(systemMetrics, "interval of system metrics");
    required(disk, "disk");
  }

  /** Returns the user of the process; empty if no environment is recorded. */
  Optional<String> user() {
    return Optional.ofNullable(allowed == null ? null : System.getProperty("user.name"));
  }

  /** Returns settings that record nothing. */
  public static Surroundings none() {
    return new Surroundings(null, Duration.ZERO, Path.of(System.getProperty("user.dir", ".")));
  }
}
