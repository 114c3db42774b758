package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A change whose kind or content is unknown to this version of the library. It is kept and shown,
 * and what it affects is blocked as its effect says: see {@link ModelRegistry}.
 *
 * @param kind the kind
 * @param model the model
 * @param version the affected version; empty if all versions or an alias are affected
 * @param alias the affected alias; empty if none is affected
 * @param effect what it can do; {@link Effect#SERVES} if that is unknown too
 * @param library the version of the library that wrote it; empty if not recorded
 * @param json the stored change
 */
public record UnknownChange(
    String kind,
    String model,
    OptionalInt version,
    Optional<String> alias,
    Effect effect,
    Optional<String> library,
    String json)
    implements Change {
  /** Checks the parts. */
  public UnknownChange {
    required(kind, "kind");
    checkName("model", model);
    required(version, "version");
    required(alias, "alias");
    required(effect, "effect");
    required(library, "library");
    required(json, "json");
  }

  @Override
  public OptionalInt affectedVersion() {
    return version;
  }

  @Override
  public Optional<String> affectedAlias() {
    return alias;
  }

  @Override
  public String toString() {
    return "unknown change '" + kind + "' of " + model;
  }
}
