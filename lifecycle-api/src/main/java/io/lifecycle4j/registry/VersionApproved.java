package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import java.util.Optional;

/**
 * Somebody approved a version, for an alias that is to name it. It counts while these hashes are
 * the current ones. Precondition: they are.
 *
 * @param model the model
 * @param version the number of the version
 * @param alias the alias that the version is approved for
 * @param id the id of the version
 * @param evaluation the hash of its evaluation that the newest verdicts for the alias rest on;
 *     empty if it was not judged
 * @param rival the hash of the evaluation of the version in production that it was compared with;
 *     empty if it was not compared
 * @param policy the digest of the policy of the alias
 */
public record VersionApproved(
    String model,
    int version,
    String alias,
    BlobId id,
    Optional<BlobId> evaluation,
    Optional<BlobId> rival,
    BlobId policy)
    implements VersionChange, AliasChange {
  /** Checks the parts. */
  public VersionApproved {
    checkName("model", model);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
    checkName("alias", alias);
    required(id, "id of the version");
    required(evaluation, "evaluation");
    required(rival, "evaluation of the rival");
    required(policy, "digest of the policy");
  }

  @Override
  public Effect effect() {
    return Effect.DECIDES;
  }

  @Override
  public String toString() {
    return model + ":" + version + " approved for " + alias;
  }
}
