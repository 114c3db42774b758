package io.lifecycle4j.core.storage.blob;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;
import static java.util.stream.Collectors.joining;

import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.Home;
import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.core.storage.file.Workspace;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.BlobMaintenance;
import io.lifecycle4j.storage.spi.QuarantinedBlob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Verifies, quarantines and purges blobs that are files, and merges their packs. */
final class FileBlobMaintenance implements BlobMaintenance {
  /** The resolution of a file system may be one or two seconds. */
  private static final Duration APART = Duration.ofSeconds(5);

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

  /**
   * Returns the time of this process, which is finer than that of the file system and sets the
   * times of files; but if a new file shows that it is wrong, the time of the file system, which
   * all processes of a home share. A read-only home cannot create a file, and quarantines and
   * deletes nothing.
   */
  @Override
  public Instant now() {
    workspace.checkOpen();
    if (!home.isWritable()) {
      return clock.instant();
    }
    try (Workspace.Drafts drafts = workspace.drafts()) {
      Path file = drafts.next();
      Durable.create(file).close();
      Instant made = Files.getLastModifiedTime(file).toInstant();
      Instant here = clock.instant();
      return Duration.between(made, here).abs().compareTo(APART) <= 0 ? here : made;
    } catch (IOException e) {
      throw StorageErrors.failed("tell the time in", home.directory(), e);
    }
  }

  /** Verifies every copy: a read uses an intact one, and would never detect the others. */
  @Override
  public void verify(BlobId id, VerifyDepth depth) {
    required(depth, "depth");
    lookForPacks();
    refuse(store.at(id, place -> damage(id, depth)));
  }

  /** Returns the errors of all existing copies. */
  private List<CorruptDataException> damage(BlobId id, VerifyDepth depth) throws IOException {
    List<CorruptDataException> damage = new ArrayList<>();
    int good = 0;
    for (BlobPlace place : rooms.places(id)) {
      try {
        verify(place, id, depth);
        good++;
      } catch (CorruptDataException e) {
        damage.add(e);
      } catch (NoSuchFileException e) {
        rooms.packs().refresh(); // moved: it is in another place by now, or another copy exists
      }
    }
    if (good == 0 && damage.isEmpty()) {
      throw new NoSuchFileException(id.sha256()); // so that it is looked up again
    }
    return damage;
  }

  private void verify(BlobPlace place, BlobId id, VerifyDepth depth) throws IOException {
    PackIndex pack = rooms.packs().of(place.file());
    if (pack != null) {
      pack.verify(id, depth);
    }
    if (pack == null ? depth != VerifyDepth.STRUCTURE : depth == VerifyDepth.HASH) {
      place.verify(id);
    }
  }

  /** Throws if a copy is corrupt; the message names all that are. */
  private static void refuse(List<CorruptDataException> damage) {
    if (damage.size() == 1) {
      throw damage.get(0);
    }
    if (!damage.isEmpty()) {
      CorruptDataException all =
          new CorruptDataException(
              damage.stream().map(Throwable::getMessage).sorted().collect(joining("; ")));
      damage.forEach(all::addSuppressed);
      throw all;
    }
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
    return StorageErrors.call("list", rooms.quarantine(), quarantine::list);
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
    return copy(new ArrayList<>(required(ids, "blob ids")), "blob ids");
  }

  @Override
  public int merge(Instant before) {
    required(before, "time");
    return store.change("merge packs in", () -> new PackMerge(rooms, workspace).run(before));
  }

  @Override
  public int mergeable(Instant before) {
    required(before, "time");
    PackMerge merge = new PackMerge(rooms, workspace);
    return StorageErrors.call("list", rooms.packs().directory(), () -> merge.count(before));
  }
}
