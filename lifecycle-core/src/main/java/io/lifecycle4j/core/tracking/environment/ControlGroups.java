package io.lifecycle4j.core.tracking.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a container: Linux control groups, version 1 or 2.
 *
 * <p>The least limit of a group and all groups above it applies. In a container neither the upper
 * groups nor the path on the host are visible, so a missing file sets no limit.
 */
final class ControlGroups {
  private static final String NONE = "none";

  /** Version 1 writes the greatest number of pages for no limit. */
  private static final double UNLIMITED = 1L << 60;

  private final FactSources sources;

  ControlGroups(FactSources sources) {
    this.sources = sources;
  }

  /** Reads a limit from a directory of a group. */
  private interface Limit {
    OptionalDouble read(Path group) throws IOException;
  }

  /**
   * Returns the number of processors the process may use, such as {@code 1.50}, or {@code none}.
   */
  String processors() throws IOException {
    OptionalDouble least = least("cpu", ControlGroups::quota);
    return least.isEmpty() ? NONE : String.format(Locale.ROOT, "%.2f", least.getAsDouble());
  }

  /** Returns the number of bytes the process may use, or {@code none}. */
  String memory() throws IOException {
    OptionalDouble least = least("memory", ControlGroups::bytes);
    return least.isEmpty() ? NONE : Long.toString((long) least.getAsDouble());
  }

  private OptionalDouble least(String controller, Limit limit) throws IOException {
    OptionalDouble least = OptionalDouble.empty();
    for (String line : sources.text("proc/self/cgroup").lines().toList()) {
      String[] parts = line.split(":", 3); // number:controllers:path
      if (parts.length == 3) {
        for (Path base : bases(controller, parts[1])) {
          least = lesser(least, upwards(base, parts[2], limit));
        }
      }
    }
    return least;
  }

  private List<Path> bases(String controller, String controllers) {
    Path all = sources.path("sys/fs/cgroup");
    if (controllers.isEmpty()) { // version 2
      return List.of(all, all.resolve("unified"));
    }
    return List.of(controllers.split(",", -1)).contains(controller)
        ? List.of(all.resolve(controllers), all.resolve(controller))
        : List.of();
  }

  private static OptionalDouble upwards(Path base, String path, Limit limit) throws IOException {
    OptionalDouble least = OptionalDouble.empty();
    Path group = base.resolve(path.substring(path.startsWith("/") ? 1 : 0)).normalize();
    while (group != null && group.startsWith(base)) {
      least = lesser(least, limit.read(group));
      group = group.getParent();
    }
    return least;
  }

  private static OptionalDouble lesser(OptionalDouble a, OptionalDouble b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    return OptionalDouble.of(Math.min(a.getAsDouble(), b.getAsDouble()));
  }

  private static OptionalDouble quota(Path group) throws IOException {
    @Nullable String both = find(group, "cpu.max");
    if (both != null) {
      String[] parts = both.split(" ", -1);
      return parts.length == 2 ? quotient(parts[0], parts[1]) : OptionalDouble.empty();
    }
    @Nullable String quota = find(group, "cpu.cfs_quota_us");
    @Nullable String period = find(group, "cpu.cfs_period_us");
    return quota == null || period == null ? OptionalDouble.empty() : quotient(quota, period);
  }

  private static OptionalDouble quotient(String quota, String period) {
    return quota.equals("max") || quota.equals("-1")
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(quota) / Double.parseDouble(period));
  }

  private static OptionalDouble bytes(Path group) throws IOException {
    @Nullable String newer = find(group, "memory.max");
    @Nullable String bytes = newer == null ? find(group, "memory.limit_in_bytes") : newer;
    if (bytes == null || bytes.equals("max") || Double.parseDouble(bytes) >= UNLIMITED) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Double.parseDouble(bytes));
  }

  private static @Nullable String find(Path group, String file) throws IOException {
    Path path = group.resolve(file);
    return Files.isReadable(path) ? FactSources.text(path).strip() : null;
  }
}
