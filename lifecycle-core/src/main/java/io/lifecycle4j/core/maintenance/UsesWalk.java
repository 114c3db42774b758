package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.maintenance.spi.BlobUses;
import io.lifecycle4j.storage.BlobId;

/** Reports the needed blobs to a plug-in, and records unreadable holders. */
final class UsesWalk implements References.Visitor {
  private final BlobUses uses;
  private final Reached reached = new Reached();

  UsesWalk(BlobUses uses) {
    this.uses = uses;
  }

  @Override
  public void reaches(String holder, BlobId blob) {
    uses.other(blob);
  }

  @Override
  public void reachesFile(References.VersionRef version, BlobId blob) {
    uses.file(version.dataset(), version.number(), blob);
  }

  @Override
  public void learnedFrom(String holder, BlobId blob) {
    // reported with its version
  }

  @Override
  public void unreadable(String what, LifecycleException why) {
    reached.unreadable(what, why);
  }

  void requireAll(String doing) {
    reached.requireAll(doing);
  }
}
