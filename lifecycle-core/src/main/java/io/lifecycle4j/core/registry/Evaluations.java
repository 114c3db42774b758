package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.StressTested;
import io.lifecycle4j.registry.VersionRegistered;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What was found out about the versions of a model. Immutable.
 *
 * @param all what was found out about each version, the first one first
 */
record Evaluations(SharedList<Found> all) implements StatePart {
  static final Evaluations NONE = new Evaluations(SharedList.empty());

  /**
   * What was found out about one version.
   *
   * @param evaluated the evaluations, oldest first
   * @param stressed the stress reports, oldest first
   * @param judged what the gates said last, by alias
   * @param met the digests of the policies that it fulfilled last, by alias
   */
  record Found(
      SharedList<Named<Evaluated>> evaluated,
      SharedList<Named<StressTested>> stressed,
      Map<String, Named<Judged>> judged,
      Map<String, BlobId> met) {
    static final Found NOTHING =
        new Found(SharedList.empty(), SharedList.empty(), Map.of(), Map.of());

    /**
     * Finds the evaluation whose figures stand for the version in a search, a card and a
     * comparison: the newest one on its own holdout, or on that which is pinned. As the rival of
     * another version, it was evaluated on the holdout of that one, or a part of it, so that such
     * an evaluation counts only if there is no other.
     */
    Optional<Named<Evaluated>> headline() {
      List<Named<Evaluated>> all = new ArrayList<>(evaluated.stream().toList());
      Collections.reverse(all);
      return all.stream()
          .filter(named -> !named.isOfRival())
          .findFirst()
          .or(() -> all.stream().findFirst());
    }

    /** Returns what the gates said last for an alias; empty if they said nothing for it. */
    Optional<Judged> judged(String alias) {
      return Optional.ofNullable(judged.get(alias)).map(Named::change);
    }

    /** Returns the last verdicts for production, or else for any alias; none if there are none. */
    List<GateVerdict> verdicts() {
      return judged(ModelRegistry.PRODUCTION)
          .or(
              () ->
                  judged.values().stream()
                      .max(Comparator.comparingLong(named -> named.entry().sequence()))
                      .map(Named::change))
          .map(Judged::verdicts)
          .orElse(List.of());
    }

    private Found with(Named<Judged> next) {
      return new Found(evaluated, stressed, with(judged, next.change().alias(), next), met);
    }

    private Found with(PolicyMet next) {
      return new Found(evaluated, stressed, judged, with(met, next.alias(), next.policy()));
    }

    private static <T> Map<String, T> with(Map<String, T> before, String alias, T next) {
      Map<String, T> all = new HashMap<>(before);
      all.put(alias, next);
      return Map.copyOf(all);
    }
  }

  /** A file that was kept, and the entry that names it. */
  record Named<C extends Change>(AuditRecord entry, C change) {
    private boolean isOfRival() {
      return change instanceof Evaluated made
          && entry.transition().changes().stream()
              .anyMatch(
                  each -> each instanceof Judged judged && judged.version() != made.version());
    }
  }

  /** Returns what was found out about a version; nothing if it does not exist. */
  Found of(int version) {
    return version <= all.size() ? all.get(version - 1) : Found.NOTHING;
  }

  @Override
  public Evaluations after(Change change, AuditRecord record) {
    if (change instanceof VersionRegistered next && next.version() == all.size() + 1) {
      return new Evaluations(all.with(Found.NOTHING));
    }
    if (change instanceof Evaluated next) {
      Named<Evaluated> named = new Named<>(record, next);
      return with(
          next.version(),
          now -> new Found(now.evaluated.with(named), now.stressed, now.judged, now.met));
    }
    if (change instanceof StressTested next) {
      Named<StressTested> named = new Named<>(record, next);
      return with(
          next.version(),
          now -> new Found(now.evaluated, now.stressed.with(named), now.judged, now.met));
    }
    if (change instanceof Judged next) {
      return with(next.version(), now -> now.with(new Named<>(record, next)));
    }
    if (change instanceof PolicyMet next) {
      return with(next.version(), now -> now.with(next));
    }
    return this;
  }

  /** Leaves out a version that does not exist: the writer had other rules. */
  private Evaluations with(int version, UnaryOperator<Found> next) {
    return version <= all.size()
        ? new Evaluations(all.with(version - 1, next.apply(of(version))))
        : this;
  }

  @Override
  public void check(Change change, ModelState state) {
    // the versions check that a version exists
  }
}
