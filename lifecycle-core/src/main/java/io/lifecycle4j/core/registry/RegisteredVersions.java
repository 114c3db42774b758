package io.lifecycle4j.core.registry;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.Removal;
import io.lifecycle4j.registry.Removal.Act;
import io.lifecycle4j.registry.VersionDeleted;
import io.lifecycle4j.registry.VersionDescribed;
import io.lifecycle4j.registry.VersionImported;
import io.lifecycle4j.registry.VersionNotes;
import io.lifecycle4j.registry.VersionPurged;
import io.lifecycle4j.registry.VersionRegistered;
import io.lifecycle4j.registry.VersionRestored;
import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The versions of a model, with what is said about them, and which are removed. Immutable.
 *
 * @param all the first one first
 * @param by who registered each, here or in the homes that it came from
 */
record RegisteredVersions(SharedList<RegisteredVersion> all, SharedList<List<Actor>> by)
    implements StatePart {
  static final RegisteredVersions NONE =
      new RegisteredVersions(SharedList.empty(), SharedList.empty());

  /** Returns who registered a version; nobody if it does not exist. */
  List<Actor> registrars(int version) {
    return version <= by.size() ? by.get(version - 1) : List.of();
  }

  @Override
  public RegisteredVersions after(Change change, AuditRecord record) {
    if (change instanceof VersionRegistered next && next.version() == all.size() + 1) {
      return new RegisteredVersions(
          all.with(new RegisteredVersion(next, record.time(), VersionNotes.NONE, Removal.NONE)),
          by.with(List.of(record.transition().actor())));
    }
    int number = change.affectedVersion().orElse(0);
    if (number < 1 || number > all.size()) {
      return this; // also if the writer had other rules
    }
    if (change instanceof VersionImported imported) {
      return new RegisteredVersions(all, by.with(number - 1, with(imported, by.get(number - 1))));
    }
    RegisteredVersion version = all.get(number - 1);
    RegisteredVersion next = after(version, change, record);
    return next.equals(version) ? this : new RegisteredVersions(all.with(number - 1, next), by);
  }

  private static List<Actor> with(VersionImported imported, List<Actor> here) {
    return Stream.concat(here.stream(), imported.registrars().stream().map(Actor::by)).toList();
  }

  private static RegisteredVersion after(
      RegisteredVersion version, Change change, AuditRecord record) {
    if (change instanceof VersionDescribed described) {
      return version.with(version.notes().with(described.set(), described.removed()));
    }
    Removal before = version.removal();
    Act act = new Act(record.transition().actor(), record.time(), record.transition().reason());
    if (change instanceof VersionDeleted) {
      return version.with(new Removal(Optional.of(act), before.purge(), before.manifest()));
    }
    if (change instanceof VersionRestored) {
      return version.with(new Removal(Optional.empty(), before.purge(), before.manifest()));
    }
    if (change instanceof VersionPurged purged) {
      Optional<BlobId> kept = Optional.of(purged.manifest());
      return version.with(new Removal(before.deletion(), Optional.of(act), kept));
    }
    return version;
  }

  @Override
  public void check(Change change, ModelState state) {
    if (change instanceof VersionRegistered registered) {
      checkNext(registered);
    } else if (change.affectedVersion().orElse(0) > all.size()) {
      throw new NotFoundException(
          "Model version does not exist: "
              + change.model()
              + ":"
              + change.affectedVersion().getAsInt());
    } else if (Policies.isForward(change)) {
      int number = change.affectedVersion().orElseThrow();
      checkNotArchived(
          "Cannot move "
              + change.affectedAlias().orElseThrow()
              + " of "
              + change.model()
              + " to version "
              + number,
          all.get(number - 1));
    }
  }

  /** Throws if a version is archived: no alias moves forward to it. */
  static void checkNotArchived(String cannot, RegisteredVersion version) {
    if (version.notes().isArchived()) {
      throw new ConflictException(
          cannot + ": it is archived (restore() of its description ends that)");
    }
  }

  private void checkNext(VersionRegistered registered) {
    int next = all.size() + 1;
    if (registered.version() != next) {
      throw new ConflictException(
          String.format(
              "Cannot register %s:%s: the next version is %s",
              registered.model(), registered.version(), next));
    }
  }
}
