package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.isInvisible;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import java.util.Optional;

/**
 * Somebody moves an alias to a version that does not fulfil its policy. It is part of the entry
 * that moves the alias, with the verdicts. Precondition: the policy is the current one.
 *
 * @param model the model
 * @param version the number of the version
 * @param alias the alias
 * @param policy the digest of the policy; empty if the alias has none, and gates of the process
 *     rejected the version
 * @param why the reason, not blank
 */
public record PolicyOverridden(
    String model, int version, String alias, Optional<BlobId> policy, String why)
    implements VersionChange, AliasChange {
  /** Checks the parts. */
  public PolicyOverridden {
    checkName("model", model);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
    checkName("alias", alias);
    required(policy, "digest of the policy");
    check(!isInvisible(required(why, "reason of an override")), "Missing reason of an override");
  }

  @Override
  public Effect effect() {
    return Effect.INFORMS;
  }

  @Override
  public String toString() {
    boolean requires = policy.filter(it -> !it.equals(PromotionPolicy.NONE.digest())).isPresent();
    String what = requires ? "policy of " + alias : "gates of the process";
    return what + " overridden for " + model + ":" + version + " (" + why + ")";
  }
}
