package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What the aliases of a model name, and named before. Immutable.
 *
 * @param pasts those that were ever moved
 */
record Aliases(Map<String, ProductionHistory> pasts) {
  static final Aliases NONE = new Aliases(Map.of());

  /** Returns the versions that an alias named. */
  ProductionHistory past(String alias) {
    return pasts.getOrDefault(alias, ProductionHistory.NONE);
  }

  OptionalInt named(String alias) {
    return past(alias).production();
  }

  /** Applies a change whose precondition holds. */
  Aliases after(Change change) {
    if (!(change instanceof AliasMoved moved)) {
      return this;
    }
    Map<String, ProductionHistory> others = new HashMap<>(pasts);
    others.put(moved.alias(), past(moved.alias()).after(moved));
    return new Aliases(Map.copyOf(others));
  }

  static String said(OptionalInt version) {
    return version.isPresent() ? "version " + version.getAsInt() : "none";
  }
}
