package io.lifecycle4j.core.registry;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.PurgedDataException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Effect;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.RolloutStarted;
import io.lifecycle4j.registry.VersionDeleted;
import io.lifecycle4j.registry.VersionPurged;
import io.lifecycle4j.registry.VersionRestored;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps versions that are used from being removed, and removed ones from being used. Immutable.
 *
 * @param rolledOut the version of each rollout, whose answers may have to be explained
 */
record RemovedVersions(SharedList<Integer> rolledOut) implements StatePart {
  static final RemovedVersions NONE = new RemovedVersions(SharedList.empty());

  @Override
  public RemovedVersions after(Change change, AuditRecord record) {
    return change instanceof RolloutStarted started
        ? new RemovedVersions(rolledOut.with(started.version()))
        : this;
  }

  @Override
  public void check(Change change, ModelState state) {
    int number = change.affectedVersion().orElse(0);
    if (number == 0 || number > state.versions().size()) {
      return;
    }
    RegisteredVersion version = state.versions().get(number - 1);
    if (change instanceof VersionRestored) {
      checkRestores(version);
    } else if (!(change instanceof VersionDeleted || change instanceof VersionPurged)) {
      checkUses(change, version);
    }
  }

  private static void checkRestores(RegisteredVersion version) {
    if (!version.removal().isDeleted()) {
      String why =
          findPurge(version)
              .map(was -> "it " + was + ", and its weights are gone (import it again)")
              .orElse("it is not deleted");
      refuse("restore", version, why);
    }
  }

  /** Some of what keeps a version ends with time. */
  @Override
  public void checkEntry(String model, AuditRecord next, ModelState before, ModelState after) {
    for (Change change : next.transition().changes()) {
      int number = change.affectedVersion().orElse(0);
      if (change.model().equals(model) && number >= 1 && number <= before.versions().size()) {
        RegisteredVersion version = before.versions().get(number - 1);
        Now now = new Now(before, after.shadow(), next.time());
        if (change instanceof VersionDeleted) {
          findDeletion(version)
              .map(was -> "it " + was)
              .or(() -> now.findUse(version))
              .ifPresent(why -> refuse("delete", version, why));
        } else if (change instanceof VersionPurged) {
          findPurge(version)
              .map(was -> "it " + was)
              .or(() -> now.findNeed(version))
              .ifPresent(why -> refuse("purge", version, why));
        }
      }
    }
  }

  private static void refuse(String what, RegisteredVersion version, String why) {
    throw new ConflictException("Cannot " + what + " " + version + ": " + why);
  }

  private static void checkUses(Change change, RegisteredVersion version) {
    boolean needsFiles =
        change.effect() != Effect.INFORMS
            || change instanceof Judged
            || change instanceof Evaluated;
    String refused = "Cannot record '" + change + "': " + version;
    checkNotDeleted(refused, version);
    if (needsFiles) {
      checkNotPurged(refused, version);
    }
  }

  /**
   * Throws if a version was deleted or purged.
   *
   * @param refused what then cannot be done, such as {@code Cannot promote fraud:9}
   */
  static void checkUsable(String refused, RegisteredVersion version) {
    checkNotPurged(refused + ": it", version); // first: restoring such a version does not help
    checkNotDeleted(refused + ": it", version);
  }

  /** Throws if a version was deleted. */
  static void checkNotDeleted(String refused, RegisteredVersion version) {
    findDeletion(version)
        .ifPresent(
            why -> {
              throw new ConflictException(
                  String.format("%s %s (restore it first: models().restore(…))", refused, why));
            });
  }

  private static void checkNotPurged(String refused, RegisteredVersion version) {
    findPurge(version)
        .ifPresent(
            why -> {
              throw new PurgedDataException(
                  String.format(
                      "%s %s, so that its weights are gone (use another version)", refused, why));
            });
  }

  private static Optional<String> findDeletion(RegisteredVersion version) {
    return version.removal().deletion().map(act -> "was deleted " + act);
  }

  private static Optional<String> findPurge(RegisteredVersion version) {
    return version.removal().purge().map(act -> "was purged " + act);
  }

  /** Says of a version that it is removed; empty if it is not. */
  static Optional<String> find(RegisteredVersion version) {
    return findPurge(version).or(() -> findDeletion(version)).map(was -> version + " " + was);
  }

  /** Says why a version must keep its weights at a time; empty if it need not. */
  static Optional<String> findNeed(RegisteredVersion version, ModelState state, Instant time) {
    return new Now(state, state.shadow(), time).findNeed(version);
  }

  /**
   * What uses versions at a time.
   *
   * @param shadow the one that is not stopped
   */
  private record Now(ModelState state, ShadowState shadow, Instant time) {
    Optional<String> findNeed(RegisteredVersion version) {
      return findService(version).or(() -> findUse(version)).or(() -> findClaim(version));
    }

    private Optional<String> findService(RegisteredVersion version) {
      int number = version.number();
      if (state.aliases().past(ModelRegistry.PRODUCTION).moves().stream()
          .anyMatch(move -> move.version() == number)) {
        return Optional.of(
            "it is or was in production, and may have to serve again or explain answers");
      }
      return state.removed().rolledOut().contains(number)
          ? Optional.of("it served requests in a rollout, and may have to explain answers")
          : Optional.empty();
    }

    /** Says what names a version, so that it may be needed at any time. */
    Optional<String> findUse(RegisteredVersion version) {
      int number = version.number();
      return state
          .aliases()
          .naming(number)
          .map(alias -> alias + " names it (move the alias first)")
          .or(
              () ->
                  state
                      .rollout()
                      .filter(rollout -> rollout.isRunning() && rollout.version() == number)
                      .map(rollout -> "rollout " + rollout.id() + " is running (abort it first)"))
          .or(
              () ->
                  shadow
                      .started()
                      .filter(last -> last.version() == number && last.until().isAfter(time))
                      .map(last -> "it is a shadow until " + last.until() + " (stop it first)"))
          .or(() -> standsBy(number));
    }

    private Optional<String> standsBy(int number) {
      List<Integer> before = state.before();
      return !before.isEmpty() && before.get(0) == number
          ? Optional.of(
              "it stands by, as a rollback of production returns to it (promote another version"
                  + " first)")
          : Optional.empty();
    }

    /** Says that a version may be promoted as it was judged or approved, unless it is deleted. */
    private Optional<String> findClaim(RegisteredVersion version) {
      return version.removal().isDeleted()
          ? Optional.empty()
          : state.findClaim(version.number(), time).map(why -> why + " (delete it first)");
    }
  }
}
