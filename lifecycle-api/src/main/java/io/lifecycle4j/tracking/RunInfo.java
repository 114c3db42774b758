package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.InvalidValueException.required;

import java.time.Instant;

/**
 * What is known of a run from its start.
 *
 * @param id names the run, unique in the home
 * @param experiment the experiment it belongs to
 * @param started when it started
 */
public record RunInfo(String id, String experiment, Instant started) {
  /** Checks the parts. */
  public RunInfo {
    checkName("run", id);
    checkName("experiment", experiment);
    required(started, "start");
  }
}
