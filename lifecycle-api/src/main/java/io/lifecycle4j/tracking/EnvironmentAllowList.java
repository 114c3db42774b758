package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What runs record about their environment in addition to the default. Nothing else of these kinds
 * is recorded. Immutable and thread-safe.
 *
 * @param variables names of environment variables whose values are recorded
 * @param properties names of system properties whose values are recorded
 * @param diffs patterns of the paths whose git diff is recorded as text, relative to the root of
 *     the repository, such as {@code src/**}; none is blank
 */
public record EnvironmentAllowList(
    Set<String> variables, Set<String> properties, Set<String> diffs) {
  /** Copies the names and sorts them. */
  public EnvironmentAllowList {
    variables = sorted(variables, "variables");
    properties = sorted(properties, "properties");
    diffs = sorted(diffs, "patterns of diffs");
  }

  private static Set<String> sorted(Set<String> names, String what) {
    Set<String> sorted = new TreeSet<>();
    for (String name : required(names, what)) {
      check(!required(name, what).isBlank(), "Invalid %s: one is blank (must be a name)", what);
      sorted.add(name);
    }
    return Collections.unmodifiableSet(sorted);
  }

  /**
   * Returns a list that allows nothing.
   *
   * @return three empty sets
   */
  public static EnvironmentAllowList none() {
    return new EnvironmentAllowList(Set.of(), Set.of(), Set.of());
  }

  /**
   * Allows more environment variables.
   *
   * @param names their names
   * @return a list with these added
   */
  public EnvironmentAllowList withVariables(String... names) {
    return new EnvironmentAllowList(and(variables, names, "variables"), properties, diffs);
  }

  /**
   * Allows more system properties.
   *
   * @param names their names
   * @return a list with these added
   */
  public EnvironmentAllowList withProperties(String... names) {
    return new EnvironmentAllowList(variables, and(properties, names, "properties"), diffs);
  }

  /**
   * Allows the text of the diffs of more paths.
   *
   * @param patterns patterns of paths
   * @return a list with these added
   */
  public EnvironmentAllowList withDiffs(String... patterns) {
    return new EnvironmentAllowList(
        variables, properties, and(diffs, patterns, "patterns of diffs"));
  }

  private static Set<String> and(Set<String> some, String[] more, String what) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(copy(Arrays.asList(required(more, what)), what));
    return all;
  }
}
