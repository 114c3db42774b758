package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;

/**
 * A deleted version was restored. Precondition: the version is deleted.
 *
 * @param model the model
 * @param version the number of the version
 */
public record VersionRestored(String model, int version) implements VersionChange {
  /** Checks the parts. */
  public VersionRestored {
    checkName("model", model);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
  }

  @Override
  public String toString() {
    return model + ":" + version + " restored";
  }
}
