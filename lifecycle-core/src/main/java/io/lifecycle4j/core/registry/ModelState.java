package io.lifecycle4j.core.registry;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Change.RolloutStarted;
import io.lifecycle4j.registry.Change.VersionRegistered;
import io.lifecycle4j.registry.Effect;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.UnknownChange;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The state of one model, folded from its entries. Immutable.
 *
 * @param versions the versions, the first one first
 * @param obstacles the changes unknown to this library that block something
 * @param trail the entries
 * @param shadow the shadow that was not stopped
 */
record ModelState(
    SharedList<Version> versions,
    Aliases aliases,
    SharedList<Obstacle> obstacles,
    SharedList<AuditRecord> trail,
    LatestRollout latest,
    ShadowState shadow) {
  static final ModelState NONE =
      new ModelState(
          SharedList.empty(),
          Aliases.NONE,
          SharedList.empty(),
          SharedList.empty(),
          LatestRollout.NONE,
          ShadowState.NONE);

  record Version(BlobId manifest, Instant registered) {}

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
        state = state.after(change, record.time());
      }
    }
    return new ModelState(
        state.versions,
        state.aliases,
        state.obstacles,
        trail.with(record),
        state.latest,
        state.shadow);
  }

  /** Applies a change whose precondition holds. */
  ModelState after(Change change, Instant time) {
    if (change instanceof UnknownChange unknown) {
      return with(Obstacle.of(unknown));
    }
    return new ModelState(
        change instanceof VersionRegistered next ? versions(next, time) : versions,
        aliases.after(change),
        obstacles,
        trail,
        latest.after(change, time),
        shadow.after(change));
  }

  private SharedList<Version> versions(VersionRegistered next, Instant time) {
    boolean follows = next.version() == versions.size() + 1; // else the writer had other rules
    return follows ? versions.with(new Version(next.manifest(), time)) : versions;
  }

  /** Adds an obstacle, unless it only informs. */
  ModelState with(Obstacle obstacle) {
    if (obstacle.effect() == Effect.INFORMS) {
      return this;
    }
    return new ModelState(versions, aliases, obstacles.with(obstacle), trail, latest, shadow);
  }

  /** Returns the latest rollout, running or ended; empty before the first. */
  Optional<RolloutState> rollout() {
    return latest.state();
  }

  OptionalInt named(String alias) {
    return aliases.named(alias);
  }

  /**
   * Finds the change that prevents an alias from being moved to a version. After a registration
   * that could not be read, that is also the one of the versions behind it.
   */
  Optional<Obstacle> findObstacle(int version, String alias) {
    return obstacles(version, alias).findFirst();
  }

  /** Finds the change that prevents a version or an alias from being served. */
  Optional<Obstacle> findStop(int version, String alias) {
    return obstacles(version, alias).filter(each -> each.effect() == Effect.SERVES).findFirst();
  }

  private Stream<Obstacle> obstacles(int version, String alias) {
    int readable = Math.min(version, versions.size() + 1);
    return obstacles.stream().filter(each -> each.concerns(readable, alias));
  }

  /** Returns the versions that were in production before and may serve, the newest first. */
  List<Integer> before() {
    return aliases.past(ModelRegistry.PRODUCTION).rollbackTargets().stream()
        .filter(to -> findStop(to, ModelRegistry.PRODUCTION).isEmpty())
        .toList();
  }

  /**
   * Returns the moves of an alias of which one takes it back, at least one: to the newest version
   * first, and to an earlier one if that cannot be loaded any more.
   *
   * @throws NotFoundException if it named no other version before
   * @throws ReadOnlyException if a newer library changed those that were
   */
  List<AliasMoved> waysBack(String model, String alias) {
    List<Integer> targets = aliases.past(alias).rollbackTargets();
    if (targets.isEmpty()) {
      throw new NotFoundException(
          alias.equals(ModelRegistry.PRODUCTION)
              ? "Cannot roll back " + model + ": no earlier version was in production"
              : "Cannot roll back " + alias + " of " + model + ": it named no earlier version");
    }
    List<Integer> ways = targets.stream().filter(to -> findObstacle(to, alias).isEmpty()).toList();
    if (ways.isEmpty()) {
      checkMoves(model, alias, targets.get(0));
    }
    return ways.stream()
        .map(to -> new AliasMoved(model, alias, named(alias), to, Direction.BACK))
        .toList();
  }

  /** Throws if a newer library changed a version, or an alias, so that it must not be moved. */
  void checkMoves(String model, String alias, int version) {
    findObstacle(version, alias)
        .ifPresent(
            obstacle -> {
              throw new ReadOnlyException(
                  "Cannot move " + alias + " of " + model + ": " + obstacle.said());
            });
  }

  /**
   * Throws if an entry must not be written: if the precondition of one of its changes of this
   * model, after those before it, does not hold, or if they do not fit together.
   */
  void check(String model, Transition entry) {
    ModelState after = this;
    for (Change change : entry.changes()) {
      if (change.model().equals(model)) {
        after.check(change);
        after = after.after(change, Instant.EPOCH);
      }
    }
    after.latest.checkEntry(latest, after.named(ModelRegistry.PRODUCTION));
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

  /** Throws if the precondition of a change does not hold. */
  void check(Change change) {
    if (change instanceof UnknownChange) {
      throw new InvalidValueException(
          "Invalid change: " + change + " (only a library that knows it can make it)");
    }
    checkKnown(change);
    if (change instanceof VersionRegistered registered) {
      checkNext(registered);
    } else {
      checkExists(change);
    }
    if (change instanceof AliasMoved moved) {
      String move = "Cannot move " + moved.alias() + " of " + moved.model();
      AliasConflict.check(
          move + " to version " + moved.version(),
          moved.model(),
          moved.alias(),
          moved.from(),
          this);
    }
    latest.check(change, named(ModelRegistry.PRODUCTION));
    shadow.check(change);
  }

  private void checkKnown(Change change) {
    int version = change.affectedVersion().orElse(0);
    String alias = change.affectedAlias().orElse("");
    boolean moves = !alias.isEmpty() && change.effect() != Effect.INFORMS;
    (moves ? findObstacle(version, alias) : findStop(version, alias))
        .ifPresent(
            obstacle -> {
              String label = version > 0 ? change.model() + ":" + version : change.model();
              throw new ReadOnlyException("Cannot change " + label + ": " + obstacle.said());
            });
  }

  private void checkNext(VersionRegistered registered) {
    int next = versions.size() + 1;
    if (registered.version() != next) {
      throw new ConflictException(
          String.format(
              "Cannot register %s:%s: the next version is %s",
              registered.model(), registered.version(), next));
    }
  }

  private void checkExists(Change change) {
    int version = change.affectedVersion().orElse(0);
    if (version > versions.size()) {
      throw new NotFoundException(
          "Model version does not exist: " + change.model() + ":" + version);
    }
  }
}
