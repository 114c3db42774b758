package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import java.util.Optional;

/**
 * The policy of an alias was set. From then on, the alias is moved forward only under it.
 * Precondition: the policy that it replaces is the current one.
 *
 * @param model the model
 * @param alias the alias, such as {@code production}
 * @param before the digest of the policy that it replaces; empty if the alias had none
 * @param policy the policy
 */
public record PolicySet(String model, String alias, Optional<BlobId> before, PromotionPolicy policy)
    implements AliasChange {
  /** Checks the parts. */
  public PolicySet {
    checkName("model", model);
    checkName("alias", alias);
    required(before, "policy before");
    required(policy, "policy");
  }

  @Override
  public Effect effect() {
    return Effect.DECIDES;
  }

  @Override
  public String toString() {
    return "policy of " + alias + " of " + model + " set to " + policy;
  }
}
