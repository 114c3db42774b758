package io.lifecycle4j.core.registry;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.VersionRegistered;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.VersionDescribed;
import io.lifecycle4j.registry.VersionNotes;

/**
 * The versions of a model, with what is said about them. Immutable.
 *
 * @param all the first one first
 */
record RegisteredVersions(SharedList<RegisteredVersion> all) implements StatePart {
  static final RegisteredVersions NONE = new RegisteredVersions(SharedList.empty());

  @Override
  public RegisteredVersions after(Change change, AuditRecord record) {
    if (change instanceof VersionRegistered next && next.version() == all.size() + 1) {
      return new RegisteredVersions(all.with(registered(next, record)));
    }
    if (change instanceof VersionDescribed described && described.version() <= all.size()) {
      RegisteredVersion version = all.get(described.version() - 1);
      VersionNotes notes = version.notes().with(described.set(), described.removed());
      return new RegisteredVersions(all.with(described.version() - 1, version.with(notes)));
    }
    return this; // also if the writer had other rules
  }

  private static RegisteredVersion registered(VersionRegistered next, AuditRecord record) {
    return new RegisteredVersion(
        next.model(),
        next.version(),
        next.manifest(),
        record.time(),
        next.run(),
        VersionNotes.NONE);
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
