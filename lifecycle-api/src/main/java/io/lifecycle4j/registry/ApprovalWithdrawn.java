package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;

/**
 * Somebody withdrew their own approval of a version. Precondition: the actor of the entry approved
 * it.
 *
 * @param model the model
 * @param version the number of the version
 * @param alias the alias that the version was approved for
 */
public record ApprovalWithdrawn(String model, int version, String alias)
    implements VersionChange, AliasChange {
  /** Checks the parts. */
  public ApprovalWithdrawn {
    checkName("model", model);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
    checkName("alias", alias);
  }

  @Override
  public Effect effect() {
    return Effect.DECIDES;
  }

  @Override
  public String toString() {
    return "approval of " + model + ":" + version + " for " + alias + " withdrawn";
  }
}
