package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;

/**
 * A version fulfils the policy of an alias. It is part of the entry that moves the alias forward to
 * the version, or that starts its rollout. Precondition: the policy is the current one.
 *
 * @param model the model
 * @param version the number of the version
 * @param alias the alias
 * @param policy the digest of the policy
 */
public record PolicyMet(String model, int version, String alias, BlobId policy)
    implements VersionChange, AliasChange {
  /** Checks the parts. */
  public PolicyMet {
    checkName("model", model);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
    checkName("alias", alias);
    required(policy, "digest of the policy");
  }

  @Override
  public Effect effect() {
    return Effect.INFORMS;
  }

  @Override
  public String toString() {
    return model + ":" + version + " fulfils the policy of " + alias;
  }
}
