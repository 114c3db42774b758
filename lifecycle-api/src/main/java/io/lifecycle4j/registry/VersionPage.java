package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import java.util.Optional;

/**
 * A page of the versions that match a query.
 *
 * @param versions the versions, in the order of the query
 * @param next the cursor of the next page, or empty on the last page
 */
public record VersionPage(List<RegisteredVersion> versions, Optional<String> next) {
  /** Copies the versions. */
  public VersionPage {
    versions = copy(versions, "versions");
    required(next, "next page");
  }
}
