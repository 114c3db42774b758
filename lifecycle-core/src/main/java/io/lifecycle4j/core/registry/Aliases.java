package io.lifecycle4j.core.registry;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What the aliases of a model name. Immutable.
 *
 * @param production the versions that {@code production} named before
 */
record Aliases(Map<String, Integer> names, ProductionHistory production) {
  static final Aliases NONE = new Aliases(Map.of(), ProductionHistory.NONE);

  OptionalInt named(String alias) {
    Integer number = names.get(alias);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /** Applies a change whose precondition holds. */
  Aliases after(Change change) {
    if (!(change instanceof AliasMoved moved)) {
      return this;
    }
    Map<String, Integer> others = new HashMap<>(names);
    others.put(moved.alias(), moved.version());
    boolean isProduction = moved.alias().equals(ModelRegistry.PRODUCTION);
    return new Aliases(Map.copyOf(others), isProduction ? production.after(moved) : production);
  }

  /** Throws if the precondition of a change does not hold. */
  void check(Change change) {
    if (change instanceof AliasMoved moved && !named(moved.alias()).equals(moved.from())) {
      throw new ConflictException(
          String.format(
              "Cannot move %s of %s to version %s: it names %s (expected %s)",
              moved.alias(),
              moved.model(),
              moved.version(),
              said(named(moved.alias())),
              said(moved.from())));
    }
  }

  static String said(OptionalInt version) {
    return version.isPresent() ? "version " + version.getAsInt() : "none";
  }
}
