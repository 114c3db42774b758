package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.util.Optional;

/**
 * The facts of a run that are fixed at its start.
 *
 * @param id the id of the run, unique in the home
 * @param experiment the experiment it belongs to
 * @param started the time of the start
 * @param name the display name; by default the id
 * @param parent the id of the parent run, if there is one
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
