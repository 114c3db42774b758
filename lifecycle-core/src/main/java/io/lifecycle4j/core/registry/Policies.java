package io.lifecycle4j.core.registry;

import static java.time.temporal.ChronoUnit.SECONDS;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.registry.AliasRemoved;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.PolicyOverridden;
import io.lifecycle4j.registry.PolicySet;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.registry.RolloutStarted;
import io.lifecycle4j.registry.RolloutStepped;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.WithoutBaseline;
import io.lifecycle4j.storage.BlobId;
import java.util.HashMap;
import java.util.List;
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

  /** Returns whether an alias has a policy that requires something. */
  boolean requires(String alias) {
    return find(alias).filter(policy -> !policy.equals(PromotionPolicy.NONE)).isPresent();
  }

  /** Returns the sequence of the entry that set the policy of an alias; 0 if none was set. */
  long setAt(String alias) {
    Current last = current.get(alias);
    return last == null ? 0 : last.entry.sequence();
  }

  /** Returns the digest of the policy of an alias; empty if none was set. */
  Optional<BlobId> digest(String alias) {
    return Optional.ofNullable(current.get(alias)).map(Current::digest);
  }

  /** Returns whether verdicts are of all gates that the policy of their alias has now. */
  boolean covers(Judged judged) {
    return find(judged.alias()).map(PromotionPolicy::gates).orElse(List.of()).stream()
        .filter(gate -> !gate.id().equals(WithoutBaseline.ID)) // which judges nothing
        .allMatch(gate -> judged.basis().requirements().contains(GateForm.digest(gate)));
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

  /**
   * Rejects an entry that promotes a version, or rolls it out, which it says gates rejected, or
   * which it does not say fulfils the policy of the alias.
   */
  @Override
  public void checkEntry(String model, AuditRecord next, ModelState before, ModelState after) {
    Transition entry = next.transition();
    entry.changes().stream()
        .filter(change -> change.model().equals(model) && isForward(change))
        .forEach(forward -> checkFulfils(forward, entry));
    entry.changes().stream()
        .flatMap(change -> change instanceof Judged judged ? Stream.of(judged) : Stream.empty())
        .filter(judged -> judged.model().equals(model) && !judged.passed())
        .filter(judged -> about(judged, entry).noneMatch(PolicyOverridden.class::isInstance))
        .forEach(judged -> checkNotPromoted(judged, entry));
  }

  /** Returns whether a change moves an alias forward, or begins to. */
  static boolean isForward(Change change) {
    return change instanceof RolloutStarted
        || (change instanceof AliasMoved moved && moved.direction() == Direction.FORWARD);
  }

  private static Stream<Change> about(Change change, Transition entry) {
    return entry.changes().stream().filter(other -> isAbout(change, other));
  }

  private static boolean isAbout(Change change, Change other) {
    return change.model().equals(other.model())
        && change.affectedVersion().equals(other.affectedVersion())
        && change.affectedAlias().equals(other.affectedAlias());
  }

  private static void checkNotPromoted(Judged rejected, Transition entry) {
    for (Change change : entry.changes()) {
      Preconditions.check(
          !isForward(change) || !isAbout(change, rejected),
          "Invalid entry: %s, %s",
          rejected,
          change);
    }
  }

  /** The gates that judged for the last step of a rollout did so before it started. */
  private void checkFulfils(Change forward, Transition entry) {
    String alias = forward.affectedAlias().orElseThrow();
    Optional<BlobId> named =
        about(forward, entry).flatMap(each -> named(each).stream()).findFirst();
    if (!named.equals(digest(alias))) {
      Current now = current.get(alias);
      throw new ConflictException(
          String.format(
              "Cannot move %s of %s to version %s: %s",
              alias,
              forward.model(),
              forward.affectedVersion().orElseThrow(),
              now == null ? "it has no policy" : "it must fulfil the policy; " + now.said()));
    }
    boolean judged =
        about(forward, entry)
            .anyMatch(
                each ->
                    each instanceof Judged
                        || each instanceof RolloutStepped
                        || each instanceof PolicyOverridden);
    Preconditions.check(
        judged || find(alias).map(PromotionPolicy::gates).orElse(List.of()).isEmpty(),
        "Invalid entry: %s, and no gate judged it",
        forward);
  }

  /** Returns the digest of the policy that a change says is fulfilled or overridden. */
  private static Optional<BlobId> named(Change change) {
    if (change instanceof PolicyOverridden overridden) {
      return overridden.policy();
    }
    return change instanceof PolicyMet met ? Optional.of(met.policy()) : Optional.empty();
  }

  /** Says who set the policy of an alias last. */
  String said(String alias) {
    Current now = current.get(alias);
    return now == null ? "it has none" : now.said();
  }

  @Override
  public void check(Change change, ModelState state) {
    if (change instanceof AliasRemoved removed && requires(removed.alias())) {
      throw new ConflictException(
          String.format(
              "Cannot remove %s of %s: it has a policy (set one that requires nothing first); %s",
              removed.alias(), removed.model(), said(removed.alias())));
    }
    if (change instanceof PolicySet next && !digest(next.alias()).equals(next.before())) {
      throw new ConflictException(
          String.format(
              "Cannot change the policy of %s of %s: %s",
              next.alias(), next.model(), said(next.alias())));
    }
  }
}
