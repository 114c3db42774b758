package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run from its start.
 *
 * @param id names the run, unique in the home
 * @param experiment the experiment it belongs to
 * @param started when it started
 * @param name what people call it; the id if nobody said
 * @param parent the id of the run it is a part of, or null
 */
public record RunInfo(
    String id, String experiment, Instant started, String name, @Nullable String parent) {
  /** Checks the parts. */
  public RunInfo {
    checkName("run", id);
    checkName("experiment", experiment);
    required(started, "start");
    checkName("run", name);
    parent = parent == null ? null : checkName("parent run", parent);
  }

  /**
   * Creates a run without a name and a parent.
   *
   * @param id names the run
   * @param experiment the experiment it belongs to
   * @param started when it started
   */
  public RunInfo(String id, String experiment, Instant started) {
    this(id, experiment, started, id, null);
  }
}
