package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.registry.spi.ModelRegistry;

/**
 * An alias was removed, so that it names no version any more, and no rollback returns to one that
 * it named before. Precondition: the alias names {@code from}, the entry {@code seen} is the last
 * that moved it, its policy requires nothing, and promotions are not locked.
 *
 * @param model the model
 * @param alias the alias, not {@code production}
 * @param from the version that it named
 * @param seen the entry that had moved it last when the removal was decided, by its sequence
 */
public record AliasRemoved(String model, String alias, int from, long seen) implements AliasChange {
  /** Checks the parts. */
  public AliasRemoved {
    checkName("model", model);
    checkName("alias", alias);
    check(
        !alias.equals(ModelRegistry.PRODUCTION),
        "Cannot remove production: its version serves (roll back, or promote another version)");
    check(from >= 1, "Invalid model version: %s (must be at least 1)", from);
    check(seen >= 1, "Invalid entry that was seen: %s (must be at least 1)", seen);
  }

  @Override
  public Effect effect() {
    return Effect.DECIDES;
  }

  @Override
  public String toString() {
    return alias + " of " + model + " removed from " + from;
  }
}
