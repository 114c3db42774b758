package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a run from its start.
 *
 * @param id names the run, unique in the home
 * @param experiment the experiment it belongs to
 * @param started when it started
 * @param name what people call it; the id if nobody said
 * @param parent the id of the run it is a part of, if it is one
 */
public record RunInfo(
    String id, String experiment, Instant started, String name, Optional<String> parent) {
  /** Checks the parts. */
  public RunInfo {
    checkName("run", id);
    checkName("experiment", experiment);
    required(started, "start");
    checkName("run", name);
    required(parent, "parent run").ifPresent(run -> checkName("parent run", run));
  }

  /**
   * Creates a run without a name or a parent.
   *
   * @param id the id of the run
   * @param experiment the experiment it belongs to
   * @param started the time of the start
   */
  public RunInfo(String id, String experiment, Instant started) {
    this(id, experiment, started, id, Optional.empty());
  }
}
