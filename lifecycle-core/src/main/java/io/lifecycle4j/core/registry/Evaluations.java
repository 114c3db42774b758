package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Change.VersionRegistered;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.StressTested;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What was found out about the versions of a model. Immutable.
 *
 * @param all what was found out about each version, the first one first
 * @param production the version in production
 */
record Evaluations(SharedList<Found> all, OptionalInt production) implements StatePart {
  static final Evaluations NONE = new Evaluations(SharedList.empty(), OptionalInt.empty());

  /**
   * What was found out about one version.
   *
   * @param evaluated the evaluations, oldest first
   * @param stressed the stress reports, oldest first
   * @param judged what the gates said last
   * @param met the digests of the policies that it fulfilled last, by alias
   */
  record Found(
      SharedList<Named<Evaluated>> evaluated,
      SharedList<Named<StressTested>> stressed,
      LastJudgement judged,
      Map<String, BlobId> met) {
    static final Found NOTHING =
        new Found(SharedList.empty(), SharedList.empty(), LastJudgement.NONE, Map.of());

    Found with(PolicyMet next) {
      Map<String, BlobId> all = new HashMap<>(met);
      all.put(next.alias(), next.policy());
      return new Found(evaluated, stressed, judged, Map.copyOf(all));
    }
  }

  /** A file that was kept, and the entry that names it. */
  record Named<C extends Change>(AuditRecord entry, C change) {}

  /** Returns what was found out about a version; nothing if it does not exist. */
  Found of(int version) {
    return version <= all.size() ? all.get(version - 1) : Found.NOTHING;
  }

  @Override
  public Evaluations after(Change change, AuditRecord record) {
    if (change instanceof VersionRegistered next && next.version() == all.size() + 1) {
      return new Evaluations(all.with(Found.NOTHING), production);
    }
    if (change instanceof AliasMoved moved && moved.alias().equals(ModelRegistry.PRODUCTION)) {
      return new Evaluations(all, OptionalInt.of(moved.version()));
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
    if (change instanceof Judged judged) {
      LastJudgement last = new LastJudgement(Optional.of(judged), rival(judged, record));
      return with(judged.version(), now -> new Found(now.evaluated, now.stressed, last, now.met));
    }
    if (change instanceof PolicyMet next) {
      return with(next.version(), now -> now.with(next));
    }
    return this;
  }

  /**
   * Finds the version that another one was compared with. It is that of an evaluation in the same
   * entry, as production may have changed since; verdicts that are repeated have none there, and
   * move an alias from what production is.
   */
  private OptionalInt rival(Judged judged, AuditRecord record) {
    if (judged.rival().isEmpty()) {
      return OptionalInt.empty();
    }
    OptionalInt found =
        record.transition().changes().stream()
            .flatMap(each -> each instanceof Evaluated made ? Stream.of(made) : Stream.empty())
            .filter(made -> judged.rival().equals(Optional.of(made.document().blob())))
            .mapToInt(Evaluated::version)
            .filter(version -> version != judged.version())
            .findFirst();
    return found.isPresent() ? found : production;
  }

  /** Leaves out a version that does not exist: the writer had other rules. */
  private Evaluations with(int version, UnaryOperator<Found> next) {
    return version <= all.size()
        ? new Evaluations(all.with(version - 1, next.apply(of(version))), production)
        : this;
  }

  @Override
  public void check(Change change, ModelState state) {
    // the versions check that a version exists
  }
}
