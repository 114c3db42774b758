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
 * @param to where that is done if not in production, such as {@code " to staging"}
 * @param rival the version that it is compared with; empty if there is none
 * @param gates the digest of the gates that compare them; empty if no gate does
 */
public record Looking(
    String verb,
    String to,
    String actor,
    String reason,
    OptionalInt rival,
    Optional<BlobId> gates) {
  /** A look by no gates. */
  public Looking(String verb, String to, String actor, String reason, OptionalInt rival) {
    this(verb, to, actor, reason, rival, Optional.empty());
  }

  /** Returns the same with a version to compare with. */
  public Looking against(OptionalInt other) {
    return new Looking(verb, to, actor, reason, other, gates);
  }

  /** Returns the same with gates that compare. */
  public Looking by(Optional<BlobId> digest) {
    return new Looking(verb, to, actor, reason, rival, digest);
  }

  /** Returns the alias that is to be moved. */
  String alias() {
    return to.isEmpty() ? ModelRegistry.PRODUCTION : to.substring(to.lastIndexOf(' ') + 1);
  }

  /** Says what is done, such as {@code promote fraud:7 to staging}. */
  public String doing(ModelVersion version) {
    return verb + " " + version.label() + to;
  }
}
