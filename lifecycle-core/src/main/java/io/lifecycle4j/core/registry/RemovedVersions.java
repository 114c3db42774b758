package io.lifecycle4j.core.registry;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.PurgedDataException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Effect;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.VersionDeleted;
import io.lifecycle4j.registry.VersionPurged;
import io.lifecycle4j.registry.VersionRestored;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.List;
import java.util.Optional;

/** Keeps versions that are used from being removed, and removed ones from being used. */
record RemovedVersions() implements StatePart {
  static final RemovedVersions NONE = new RemovedVersions();

  /** The versions know whether they are removed. */
  @Override
  public RemovedVersions after(Change change, AuditRecord record) {
    return this;
  }

  @Override
  public void check(Change change, ModelState state) {
    int number = change.affectedVersion().orElse(0);
    if (number == 0 || number > state.versions().size()) {
      return;
    }
    RegisteredVersion version = state.versions().get(number - 1);
    if (change instanceof VersionDeleted) {
      checkDeletes(version, state);
    } else if (change instanceof VersionRestored) {
      if (!version.removal().isDeleted()) {
        String why =
            findPurge(version)
                .map(was -> "it " + was + ", and its weights are gone (import it again)")
                .orElse("it is not deleted");
        throw new ConflictException("Cannot restore " + version + ": " + why);
      }
    } else if (change instanceof VersionPurged) {
      checkPurges(version, state);
    } else {
      checkUses(change, version);
    }
  }

  private static void checkDeletes(RegisteredVersion version, ModelState state) {
    findDeletion(version)
        .map(was -> "it " + was)
        .or(() -> findUse(version, state))
        .ifPresent(why -> refuse("delete", version, why));
  }

  private static void checkPurges(RegisteredVersion version, ModelState state) {
    findPurge(version)
        .map(was -> "it " + was)
        .or(() -> findNeed(version, state))
        .ifPresent(why -> refuse("purge", version, why));
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

  private static void checkNotDeleted(String refused, RegisteredVersion version) {
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

  /** Says why a version must keep its weights; empty if it need not. */
  static Optional<String> findNeed(RegisteredVersion version, ModelState state) {
    return findProduction(version, state).or(() -> findUse(version, state));
  }

  private static Optional<String> findProduction(RegisteredVersion version, ModelState state) {
    boolean was =
        state.aliases().past(ModelRegistry.PRODUCTION).moves().stream()
            .anyMatch(move -> move.version() == version.number());
    return was
        ? Optional.of("it is or was in production, and may have to serve again or explain answers")
        : Optional.empty();
  }

  /** Says what names a version, so that it may be needed at any time. */
  private static Optional<String> findUse(RegisteredVersion version, ModelState state) {
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
                state
                    .shadow()
                    .started()
                    .filter(shadow -> shadow.version() == number)
                    .map(shadow -> "it is a shadow until " + shadow.until() + " (stop it first)"))
        .or(() -> standsBy(number, state));
  }

  private static Optional<String> standsBy(int number, ModelState state) {
    List<Integer> before = state.before();
    return !before.isEmpty() && before.get(0) == number
        ? Optional.of(
            "it stands by, as a rollback of production returns to it (promote another version"
                + " first)")
        : Optional.empty();
  }
}
