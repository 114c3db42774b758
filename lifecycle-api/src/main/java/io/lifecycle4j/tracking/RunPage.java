package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import java.util.Optional;

/**
 * A page of the runs that match a query.
 *
 * @param runs the runs, in the order of the query
 * @param next the cursor of the next page, or empty on the last page
 */
public record RunPage(List<RunRecord> runs, Optional<String> next) {
  /** Copies the runs. */
  public RunPage {
    runs = copy(runs, "runs");
    required(next, "next page");
  }
}
