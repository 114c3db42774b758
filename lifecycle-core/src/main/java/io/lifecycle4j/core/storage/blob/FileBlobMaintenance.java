package io.lifecycle4j.core.storage.blob;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.file.Home;
import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.core.storage.file.Workspace;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.BlobMaintenance;
import io.lifecycle4j.storage.spi.QuarantinedBlob;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Verifies, quarantines and purges blobs that are files, and merges their packs. */
final class FileBlobMaintenance implements BlobMaintenance {
  private final FileBlobStore store;
  private final Home home;
  private final BlobRooms rooms;
  private final Workspace workspace;
  private final Quarantine quarantine;
  private final InstantSource clock;

  FileBlobMaintenance(
      FileBlobStore store, Home home, BlobRooms rooms, Workspace workspace, InstantSource clock) {
    this.store = store;
    this.home = home;
    this.rooms = rooms;
    this.workspace = workspace;
    this.quarantine = new Quarantine(rooms, workspace);
    this.clock = clock;
  }

  /** In a home that is only read nothing can be made, and nothing is quarantined or deleted. */
  @Override
  public Instant now() {
    workspace.checkOpen();
    if (!home.isWritable()) {
      return clock.instant();
    }
    try {
      return new StorageClock(clock, workspace).now();
    } catch (IOException e) {
      throw StorageErrors.failed("tell the time in", home.directory(), e);
    }
  }

  /** Looks at every copy: who reads takes a good one, and would never hear of the others. */
  @Override
  public void verify(BlobId id, VerifyDepth depth) {
    required(depth, "depth");
    lookForPacks();
    CopyCheck check = new CopyCheck(rooms, id, depth);
    CopyCheck.refuse(store.at(id, place -> check.damage()));
  }

  private void lookForPacks() {
    try {
      rooms.packs().refreshChanged();
    } catch (IOException e) {
      throw FileBlobStore.failedToRead(rooms.packs().directory(), e);
    }
  }

  @Override
  public List<BlobId> quarantine(Collection<BlobId> ids, Instant now) {
    required(now, "time");
    List<BlobId> all = all(ids);
    return store.change(
        "quarantine blobs in", () -> new BlobRemoval(rooms, workspace, all, now).run());
  }

  @Override
  public List<QuarantinedBlob> quarantined() {
    try {
      return quarantine.list();
    } catch (IOException e) {
      throw StorageErrors.failed("list", rooms.quarantine(), e);
    }
  }

  @Override
  public void restore(BlobId id) {
    required(id, "blob id");
    store.change(
        "restore a blob in",
        () -> {
          quarantine.restore(id);
          return true;
        });
  }

  @Override
  public List<BlobId> purge(Collection<BlobId> ids, Instant before) {
    required(before, "time");
    Set<BlobId> some = Set.copyOf(all(ids));
    return store.change("purge blobs in", () -> quarantine.purge(before, some::contains));
  }

  private static List<BlobId> all(Collection<BlobId> ids) {
    List<BlobId> all = new ArrayList<>();
    for (BlobId id : required(ids, "blob ids")) {
      all.add(required(id, "blob id"));
    }
    return all;
  }

  @Override
  public int merge(Instant before) {
    return store.change(
        "merge packs in", new PackMerge(rooms, workspace, required(before, "time"))::run);
  }

  @Override
  public int mergeable(Instant before) {
    try {
      return new PackMerge(rooms, workspace, required(before, "time")).count();
    } catch (IOException e) {
      throw StorageErrors.failed("list", rooms.packs().directory(), e);
    }
  }
}
