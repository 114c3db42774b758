package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.OptionalInt;

/**
 * An alias that is to move.
 *
 * @param ifCurrentIs the version that it must name before; empty for whatever it names
 */
public record AliasTarget(String alias, OptionalInt ifCurrentIs) {
  /** Production, whatever it names. */
  public static final AliasTarget PRODUCTION =
      new AliasTarget(ModelRegistry.PRODUCTION, OptionalInt.empty());

  /** Checks the parts. */
  public AliasTarget {
    checkName("alias", alias);
    ifCurrentIs.ifPresent(
        version -> check(version >= 1, "Invalid model version: %s (must be at least 1)", version));
  }

  /** Returns the same for another alias. */
  public AliasTarget of(String other) {
    return new AliasTarget(other, ifCurrentIs);
  }

  /** Returns the same that must name a version before. */
  public AliasTarget ifCurrentIs(int version) {
    return new AliasTarget(alias, OptionalInt.of(version));
  }

  /** Returns whether its version serves. */
  public boolean serves() {
    return alias.equals(ModelRegistry.PRODUCTION);
  }

  /** Throws a ConflictException if the alias does not name what it must. */
  void checkCurrent(String cannot, String model, ModelState state) {
    if (ifCurrentIs.isPresent()) {
      AliasConflict.check(cannot, model, alias, ifCurrentIs, state);
    }
  }
}
