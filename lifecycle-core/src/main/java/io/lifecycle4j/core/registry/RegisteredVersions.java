package io.lifecycle4j.core.registry;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.VersionRegistered;
import io.lifecycle4j.registry.RegisteredVersion;

/**
 * The versions of a model. Immutable.
 *
 * @param all the first one first
 */
record RegisteredVersions(SharedList<RegisteredVersion> all) implements StatePart {
  static final RegisteredVersions NONE = new RegisteredVersions(SharedList.empty());

  @Override
  public RegisteredVersions after(Change change, AuditRecord record) {
    return change instanceof VersionRegistered next
            && next.version() == all.size() + 1 // else the writer had other rules
        ? new RegisteredVersions(
            all.with(
                new RegisteredVersion(
                    next.model(), next.version(), next.manifest(), record.time(), next.run())))
        : this;
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
