package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.registry.AliasRemoved;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.ModelAlias;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What the aliases of a model name, and named before. Immutable.
 *
 * @param pasts production, and those that were moved
 */
record Aliases(Map<String, AliasPast> pasts) implements StatePart {
  private static final String STAGING = "staging";
  private static final Pattern DIGITS = Pattern.compile("\\d");
  private static final Pattern SIGNS = Pattern.compile("[^\\p{L}\\p{N}]+");

  static final Aliases NONE = new Aliases(Map.of(ModelRegistry.PRODUCTION, AliasPast.NONE));

  private static final Comparator<String> ORDER =
      Comparator.comparing((String alias) -> !alias.equals(ModelRegistry.PRODUCTION))
          .thenComparing(Comparator.naturalOrder());

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
        .min(ORDER);
  }

  /** Returns the aliases that name a version, production first. */
  List<ModelAlias> all() {
    return pasts.entrySet().stream()
        .flatMap(
            each ->
                each.getValue().by().stream()
                    .map(by -> new ModelAlias(each.getKey(), version(each.getValue()), by)))
        .sorted(Comparator.comparing(ModelAlias::name, ORDER))
        .toList();
  }

  private static int version(AliasPast past) {
    return past.version().orElseThrow();
  }

  @Override
  public Aliases after(Change change, AuditRecord record) {
    if (change instanceof AliasMoved moved) {
      return with(moved.alias(), past(moved.alias()).after(moved, record));
    }
    return change instanceof AliasRemoved removed
        ? with(removed.alias(), past(removed.alias()).removed(record))
        : this;
  }

  private Aliases with(String alias, AliasPast past) {
    Map<String, AliasPast> others = new HashMap<>(pasts);
    others.put(alias, past);
    return new Aliases(Map.copyOf(others));
  }

  @Override
  public void check(Change change, ModelState state) {
    if (change instanceof AliasMoved moved) {
      String move = "Cannot move " + moved.alias() + " of " + moved.model();
      new AliasConflict(moved.model(), moved.alias(), moved.from(), moved.seen())
          .check(move + " to version " + moved.version(), state);
    } else if (change instanceof AliasRemoved removed) {
      new AliasConflict(
              removed.model(),
              removed.alias(),
              OptionalInt.of(removed.from()),
              OptionalLong.of(removed.seen()))
          .check("Cannot remove " + removed.alias() + " of " + removed.model(), state);
    }
  }

  /** Finds the alias that was probably meant by one that names no version and never has. */
  Optional<String> meant(String alias, Collection<String> others) {
    Set<String> known = new TreeSet<>(others);
    known.add(STAGING);
    known.addAll(pasts.keySet());
    if (known.contains(alias)) {
      return Optional.empty();
    }
    known.removeIf(other -> !isSlip(alias, other));
    return SimilarNames.find(alias, known);
  }

  /** Parts such as {@code eu} and {@code us}, and numbers, differ on purpose. */
  private static boolean isSlip(String alias, String other) {
    String[] parts = SIGNS.split(alias);
    String[] others = SIGNS.split(other);
    if (parts.length != others.length) {
      return String.join("", parts).equalsIgnoreCase(String.join("", others));
    }
    return !withoutDigits(alias).equals(withoutDigits(other))
        && IntStream.range(0, parts.length)
            .allMatch(part -> SimilarNames.find(parts[part], List.of(others[part])).isPresent());
  }

  private static String withoutDigits(String alias) {
    return DIGITS.matcher(alias).replaceAll("");
  }

  static String said(OptionalInt version) {
    return version.isPresent() ? "version " + version.getAsInt() : "none";
  }
}
