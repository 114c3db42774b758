package io.lifecycle4j.core.registry;

import static java.time.temporal.ChronoUnit.SECONDS;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Change.RolloutStarted;
import io.lifecycle4j.registry.PolicySet;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.storage.BlobId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The policies of the aliases of a model. Immutable.
 *
 * @param current those that were set, by alias
 */
record Policies(Map<String, Current> current) implements StatePart {
  static final Policies NONE = new Policies(Map.of());

  /**
   * The policy of an alias.
   *
   * @param entry the entry that set it
   */
  record Current(PromotionPolicy policy, BlobId digest, AuditRecord entry) {
    /** Says who set it. */
    String said() {
      return String.format(
          "%s set it to '%s' at %s: %s",
          entry.transition().actor().name(),
          policy,
          entry.time().truncatedTo(SECONDS),
          entry.transition().reason());
    }
  }

  /** Returns the policy of an alias; empty if none was set. */
  Optional<PromotionPolicy> find(String alias) {
    return Optional.ofNullable(current.get(alias)).map(Current::policy);
  }

  /** Returns the digest of the policy of an alias; empty if none was set. */
  Optional<BlobId> digest(String alias) {
    return Optional.ofNullable(current.get(alias)).map(Current::digest);
  }

  @Override
  public Policies after(Change change, AuditRecord record) {
    if (!(change instanceof PolicySet next)) {
      return this;
    }
    Map<String, Current> others = new HashMap<>(current);
    others.put(next.alias(), new Current(next.policy(), next.policy().digest(), record));
    return new Policies(Map.copyOf(others));
  }

  /** Rejects an entry that promotes a version which it says gates rejected. */
  @Override
  public void checkEntry(String model, Transition entry, ModelState before, ModelState after) {
    entry.changes().stream()
        .flatMap(change -> change instanceof Judged judged ? Stream.of(judged) : Stream.empty())
        .filter(judged -> judged.model().equals(model) && !judged.passed())
        .forEach(judged -> checkNotPromoted(judged, entry));
  }

  private static void checkNotPromoted(Judged rejected, Transition entry) {
    for (Change change : entry.changes()) {
      boolean promotes =
          change instanceof RolloutStarted
              || (change instanceof AliasMoved moved && moved.direction() == Direction.FORWARD);
      Preconditions.check(
          !promotes
              || !change.model().equals(rejected.model())
              || !change.affectedVersion().equals(rejected.affectedVersion())
              || !change.affectedAlias().equals(rejected.affectedAlias()),
          "Invalid entry: %s, %s",
          rejected,
          change);
    }
  }

  @Override
  public void check(Change change, ModelState state) {
    if (change instanceof PolicySet next && !digest(next.alias()).equals(next.before())) {
      Current last = current.get(next.alias());
      throw new ConflictException(
          String.format(
              "Cannot change the policy of %s of %s: %s",
              next.alias(), next.model(), last == null ? "it has none yet" : last.said()));
    }
  }
}
