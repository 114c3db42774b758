package io.lifecycle4j.core.registry;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Effect;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.RolloutEnded;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.UnknownChange;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The state of one model, folded from its entries. Immutable.
 *
 * @param parts in the order in which they check a change
 * @param obstacles the changes unknown to this library that block something
 * @param trail the entries
 */
record ModelState(
    List<StatePart> parts, SharedList<Obstacle> obstacles, SharedList<AuditRecord> trail) {
  static final ModelState NONE =
      new ModelState(
          List.of(
              RegisteredVersions.NONE,
              RemovedVersions.NONE,
              Aliases.NONE,
              LatestRollout.NONE,
              ShadowState.NONE,
              Evaluations.NONE,
              Policies.NONE,
              PromotionLock.NONE,
              PinnedHoldout.NONE,
              GivenApprovals.NONE),
          SharedList.empty(),
          SharedList.empty());

  /**
   * Applies the entries of a trail that come after those of this state; returns this state if there
   * are none. A trail that does not begin with the entries of this state is folded from the first.
   */
  ModelState after(List<AuditRecord> longer, String model) {
    int known = trail.size();
    boolean begins =
        known <= longer.size()
            && (known == 0 || longer.get(known - 1).equals(trail.get(known - 1)));
    ModelState state = begins ? this : NONE;
    for (AuditRecord record : longer.subList(begins ? known : 0, longer.size())) {
      state = state.after(record, model);
    }
    return state;
  }

  /**
   * Applies an entry to a model. Idempotent: an entry is applied again after an error in the middle
   * of it.
   */
  ModelState after(AuditRecord record, String model) {
    if (!trail.isEmpty() && trail.get(trail.size() - 1).sequence() >= record.sequence()) {
      return this;
    }
    ModelState state = this;
    for (Change change : record.transition().changes()) {
      if (change.model().equals(model)) {
        state = state.after(change, record);
      }
    }
    return new ModelState(state.parts, state.obstacles, trail.with(record));
  }

  /** Applies a change whose precondition holds. */
  private ModelState after(Change change, AuditRecord record) {
    if (change instanceof UnknownChange unknown) {
      return with(Obstacle.of(unknown));
    }
    List<StatePart> next = new ArrayList<>(parts.size());
    parts.forEach(part -> next.add(part.after(change, record)));
    return new ModelState(List.copyOf(next), obstacles, trail);
  }

  /** Adds an obstacle, unless it only informs. */
  ModelState with(Obstacle obstacle) {
    if (obstacle.effect() == Effect.INFORMS) {
      return this;
    }
    return new ModelState(parts, obstacles.with(obstacle), trail);
  }

  private <P extends StatePart> P part(Class<P> type) {
    for (StatePart part : parts) {
      if (type.isInstance(part)) {
        return type.cast(part);
      }
    }
    throw new IllegalStateException("No part of the state: " + type.getName());
  }

  /** Returns the versions, the first one first. */
  SharedList<RegisteredVersion> versions() {
    return part(RegisteredVersions.class).all();
  }

  /** Returns who registered a version, here or in the homes that it came from. */
  List<Actor> registrars(int version) {
    return part(RegisteredVersions.class).registrars(version);
  }

  Aliases aliases() {
    return part(Aliases.class);
  }

  OptionalInt named(String alias) {
    return aliases().named(alias);
  }

  LatestRollout latest() {
    return part(LatestRollout.class);
  }

  /** Returns the latest rollout, running or ended; empty before the first. */
  Optional<RolloutState> rollout() {
    return latest().state();
  }

  RemovedVersions removed() {
    return part(RemovedVersions.class);
  }

  PromotionLock lock() {
    return part(PromotionLock.class);
  }

  GivenApprovals approvals() {
    return part(GivenApprovals.class);
  }

  Policies policies() {
    return part(Policies.class);
  }

  PinnedHoldout holdout() {
    return part(PinnedHoldout.class);
  }

  /** Returns what was found out about the versions. */
  Evaluations evaluations() {
    return part(Evaluations.class);
  }

  /** Returns the shadow that was not stopped. */
  ShadowState shadow() {
    return part(ShadowState.class);
  }

  /**
   * Finds the change that prevents an alias from being moved forward to a version. After a
   * registration that could not be read, that is also the one of the versions behind it.
   */
  Optional<Obstacle> findObstacle(int version, String alias) {
    return obstacles(version, alias).findFirst();
  }

  /** Finds the change that prevents a version or an alias from being served. */
  Optional<Obstacle> findStop(int version, String alias) {
    return obstacles(version, alias).filter(each -> each.effect() == Effect.SERVES).findFirst();
  }

  private Stream<Obstacle> obstacles(int version, String alias) {
    int readable = Math.min(version, versions().size() + 1);
    return obstacles.stream().filter(each -> each.concerns(readable, alias));
  }

  /** Returns the versions that were in production before and may serve, the newest first. */
  List<Integer> before() {
    return aliases().past(ModelRegistry.PRODUCTION).rollbackTargets().stream()
        .filter(to -> findStop(to, ModelRegistry.PRODUCTION).isEmpty())
        .filter(to -> findRemoval(to).isEmpty())
        .toList();
  }

  /** Says of a version that it was deleted or purged; empty if it was not. */
  Optional<String> findRemoval(int version) {
    return version <= versions().size()
        ? RemovedVersions.find(versions().get(version - 1))
        : Optional.empty();
  }

  /** Says which versions a rollback passes over, as they were deleted or purged. */
  List<String> passedOver(String alias) {
    return aliases().past(alias).rollbackTargets().stream()
        .map(this::findRemoval)
        .takeWhile(Optional::isPresent)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Says why a version may be promoted as it is, by those who approved it or by its verdicts. */
  Optional<String> findClaim(int version, Instant time) {
    for (String alias : policies().current().keySet().stream().sorted().toList()) {
      List<String> counted =
          approvals().count(version, alias, Optional.empty(), time, this).counted();
      if (!counted.isEmpty()) {
        return Optional.of("it is approved for " + alias + ": " + String.join("; ", counted));
      }
    }
    return evaluations().of(version).judged().values().stream()
        .map(Evaluations.Named::change)
        .filter(judged -> judged.passed() && policies().covers(judged))
        .filter(judged -> judged.basis().production().equals(named(ModelRegistry.PRODUCTION)))
        .map(judged -> "it passed the gates of " + judged.alias() + ", and may be promoted")
        .sorted()
        .findFirst();
  }

  /**
   * Returns the moves of an alias of which one takes it back, at least one: to the newest version
   * first, and to an earlier one if that cannot be loaded any more.
   *
   * @throws NotFoundException if it named no other version before
   * @throws ConflictException if all of those were deleted or purged
   * @throws ReadOnlyException if a newer library changed those that were
   */
  List<AliasMoved> waysBack(String model, String alias) {
    AliasPast past = aliases().past(alias);
    List<Integer> targets = past.rollbackTargets();
    if (targets.isEmpty()) {
      throw new NotFoundException(
          alias.equals(ModelRegistry.PRODUCTION)
              ? "Cannot roll back " + model + ": no earlier version was in production"
              : "Cannot roll back " + alias + " of " + model + ": it named no earlier version");
    }
    List<Integer> left = targets.stream().filter(to -> findRemoval(to).isEmpty()).toList();
    if (left.isEmpty()) {
      throw new ConflictException(
          String.format(
              "Cannot roll back %s of %s: %s (restore one that was deleted first)",
              alias, model, String.join("; ", passedOver(alias))));
    }
    List<Integer> ways = left.stream().filter(to -> findStop(to, alias).isEmpty()).toList();
    if (ways.isEmpty()) {
      checkMoves(model, alias, findStop(left.get(0), alias));
    }
    return ways.stream()
        .map(to -> new AliasMoved(model, alias, past.version(), past.seen(), to, Direction.BACK))
        .toList();
  }

  /**
   * Throws if an alias is new, and resembles another one.
   *
   * @param word what says that it is new, for the message
   */
  void checkAlias(String cannot, String alias, String word) {
    aliases()
        .meant(alias, policies().current().keySet())
        .ifPresent(
            meant -> {
              throw new NotFoundException(
                  String.format(
                      "%s: no alias %s (did you mean %s? %s says that it is new)",
                      cannot, alias, meant, word));
            });
  }

  /** Throws if a newer library changed a version, or an alias, so that it must not be moved. */
  void checkMoves(String model, String alias, int version) {
    checkMoves(model, alias, findObstacle(version, alias));
  }

  private static void checkMoves(String model, String alias, Optional<Obstacle> found) {
    found.ifPresent(
        obstacle -> {
          throw new ReadOnlyException(
              "Cannot move " + alias + " of " + model + ": " + obstacle.said());
        });
  }

  /**
   * Throws if an entry must not be written: if the precondition of one of its changes of this
   * model, after those before it, does not hold, or if they do not fit together.
   */
  void check(String model, Transition entry, Instant now) {
    long last = trail.isEmpty() ? 0 : trail.get(trail.size() - 1).sequence();
    AuditRecord next = new AuditRecord(last + 1, now, entry);
    ModelState after = this;
    for (Change change : entry.changes()) {
      if (change.model().equals(model)) {
        after.check(change);
        after = after.after(change, next);
      }
    }
    for (StatePart part : after.parts) {
      part.checkEntry(model, next, this, after);
    }
  }

  /** Throws if the precondition of a change does not hold. */
  void check(Change change) {
    if (change instanceof UnknownChange) {
      throw new InvalidValueException(
          "Invalid change: " + change + " (only a library that knows it can make it)");
    }
    checkKnown(change);
    parts.forEach(part -> part.check(change, this));
  }

  private void checkKnown(Change change) {
    int version = change.affectedVersion().orElse(0);
    String alias = change.affectedAlias().orElse("");
    boolean moves = !alias.isEmpty() && change.effect() != Effect.INFORMS && !goesBack(change);
    (moves ? findObstacle(version, alias) : findStop(version, alias))
        .ifPresent(
            obstacle -> {
              String label = version > 0 ? change.model() + ":" + version : change.model();
              throw new ReadOnlyException("Cannot change " + label + ": " + obstacle.said());
            });
  }

  /** What decides about promotions must not keep a bad version in production, or in a rollout. */
  private static boolean goesBack(Change change) {
    return change instanceof RolloutEnded
        || (change instanceof AliasMoved moved && moved.direction() == Direction.BACK);
  }
}
