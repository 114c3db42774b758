package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.registry.Move.Wait;
import io.lifecycle4j.core.registry.Move.Way;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An alias that is to move.
 *
 * @param expected the version that it must name before, or none; null for whatever it names
 * @param waiting who waits for the version that it goes back to
 */
public record AliasTarget(String alias, @Nullable OptionalInt expected, Wait waiting) {
  /** Production, whatever it names. */
  public static final AliasTarget PRODUCTION =
      new AliasTarget(ModelRegistry.PRODUCTION, null, Wait.PERSON);

  /** Production, for a rule that waits for no load. */
  public static final AliasTarget OF_RULE =
      new AliasTarget(ModelRegistry.PRODUCTION, null, Wait.RULE);

  /** Checks the alias. */
  public AliasTarget {
    checkName("alias", alias);
  }

  /** Returns the same for another alias. */
  public AliasTarget of(String other) {
    return new AliasTarget(other, expected, waiting);
  }

  /** Returns the same that must name a version before. */
  public AliasTarget ifCurrentIs(int version) {
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
    return new AliasTarget(alias, OptionalInt.of(version), waiting);
  }

  /** Returns the same that must name no version before. */
  public AliasTarget ifCurrentIsNone() {
    return new AliasTarget(alias, OptionalInt.empty(), waiting);
  }

  /** Returns the same that goes back whatever the version answers. */
  public AliasTarget withoutReplay() {
    return new AliasTarget(alias, expected, Wait.INSISTENT);
  }

  /** Returns whether it goes back whatever the version answers. */
  public boolean insists() {
    return waiting == Wait.INSISTENT;
  }

  /** Returns whether its version serves. */
  public boolean serves() {
    return alias.equals(ModelRegistry.PRODUCTION);
  }

  /** Returns the way to a version, which is loaded if it is to serve. */
  Way way(int version, Function<By, Transition> entry) {
    return serves() ? Way.to(version, entry) : Way.without(entry);
  }

  /**
   * Throws a NotFoundException if the alias is new, and nobody says so but it resembles another.
   */
  void checkMeant(String cannot, ModelState state) {
    if (expected == null || expected.isPresent()) {
      state.checkAlias(cannot, alias, "ifCurrentIsNone()");
    }
  }

  /** Throws a ConflictException if the alias does not name what it must. */
  void checkCurrent(String cannot, String model, ModelState state) {
    if (expected != null) {
      new AliasConflict(model, alias, expected, OptionalLong.empty()).check(cannot, state);
    }
  }
}
