package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import java.util.Optional;

/**
 * Some of the runs that were asked for.
 *
 * @param runs the runs, in the order that was asked for
 * @param next where the next page begins, or empty after the last
 */
public record RunPage(List<RunRecord> runs, Optional<String> next) {
  /** Copies the runs. */
  public RunPage {
    runs = copy(runs, "runs");
    required(next, "next page");
  }
}
