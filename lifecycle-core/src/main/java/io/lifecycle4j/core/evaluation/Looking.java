package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who looks at a holdout, and why.
 *
 * @param verb what is done with the version, such as {@code promote}
 * @param alias what the version is to be named by, such as {@code staging}
 * @param rival the version that it is compared with; empty if there is none
 * @param gates the digest of the gates that compare them; empty if no gate does
 */
public record Looking(
    String verb,
    String alias,
    String actor,
    String reason,
    OptionalInt rival,
    Optional<BlobId> gates) {
  /** A look by no gates. */
  public Looking(String verb, String alias, String actor, String reason, OptionalInt rival) {
    this(verb, alias, actor, reason, rival, Optional.empty());
  }

  /** Returns the same with a version to compare with. */
  public Looking against(OptionalInt other) {
    return new Looking(verb, alias, actor, reason, other, gates);
  }

  /** Returns the same with gates that compare. */
  public Looking by(Optional<BlobId> digest) {
    return new Looking(verb, alias, actor, reason, rival, digest);
  }

  /** Says what is done, such as {@code promote fraud:7 to staging}. */
  public String doing(ModelVersion version) {
    return verb + " " + version.label() + to();
  }

  /** Says what the decision is about, such as {@code promote to staging}. */
  String decision() {
    return verb + to();
  }

  private String to() {
    return alias.equals(ModelRegistry.PRODUCTION) ? "" : " to " + alias;
  }
}
