package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the aliases of a model name, and named before. Immutable.
 *
 * @param pasts production, and those that were moved
 */
record Aliases(Map<String, AliasPast> pasts) implements StatePart {
  static final Aliases NONE = new Aliases(Map.of(ModelRegistry.PRODUCTION, AliasPast.NONE));

  AliasPast past(String alias) {
    return pasts.getOrDefault(alias, AliasPast.NONE);
  }

  OptionalInt named(String alias) {
    return past(alias).version();
  }

  /** Finds an alias that names a version; production before others. */
  Optional<String> naming(int version) {
    return pasts.entrySet().stream()
        .filter(past -> past.getValue().version().equals(OptionalInt.of(version)))
        .map(Map.Entry::getKey)
        .min(
            Comparator.comparing((String alias) -> !alias.equals(ModelRegistry.PRODUCTION))
                .thenComparing(Comparator.naturalOrder()));
  }

  @Override
  public Aliases after(Change change, AuditRecord record) {
    if (!(change instanceof AliasMoved moved)) {
      return this;
    }
    Map<String, AliasPast> others = new HashMap<>(pasts);
    others.put(moved.alias(), past(moved.alias()).after(moved, record));
    return new Aliases(Map.copyOf(others));
  }

  @Override
  public void check(Change change, ModelState state) {
    if (change instanceof AliasMoved moved) {
      String move = "Cannot move " + moved.alias() + " of " + moved.model();
      AliasConflict.check(
          move + " to version " + moved.version(),
          moved.model(),
          moved.alias(),
          moved.from(),
          state);
    }
  }

  static String said(OptionalInt version) {
    return version.isPresent() ? "version " + version.getAsInt() : "none";
  }
}
