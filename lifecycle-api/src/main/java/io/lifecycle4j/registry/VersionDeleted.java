package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;

/**
 * A version was deleted: it is not listed and cannot be used until it is restored. Nothing of it is
 * lost. Precondition: the version exists and is not deleted, no alias names it, it takes part in no
 * rollout or shadow, and it is not the one that a rollback of {@code production} returns to.
 *
 * @param model the model
 * @param version the number of the version
 */
public record VersionDeleted(String model, int version) implements VersionChange {
  /** Checks the parts. */
  public VersionDeleted {
    checkName("model", model);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
  }

  @Override
  public String toString() {
    return model + ":" + version + " deleted";
  }
}
