package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.storage.file.Directory;
import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.FileLocks;
import io.lifecycle4j.core.storage.file.RegularFile;
import io.lifecycle4j.core.storage.file.Workspace;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moves blobs into quarantine.
 *
 * <p>If interrupted at any point, each blob is stored or quarantined or both: the copy in
 * quarantine is on the device before the stored one is deleted. Packs are rewritten without the
 * lock; under it, a pack that was put to in the meantime is left unchanged. Of several copies, an
 * intact one is kept. What is not stored any more, since it was deleted before, is deleted durably
 * on return, too.
 */
final class BlobRemoval {
  private final BlobRooms rooms;
  private final Workspace workspace;
  private final NewPacks newPacks;
  private final Instant now;
  private final Set<BlobId> wanted;

  /** The blobs with a copy in quarantine by now. */
  private final Set<BlobId> aside = new HashSet<>();

  BlobRemoval(BlobRooms rooms, Workspace workspace, Collection<BlobId> ids, Instant now) {
    this.rooms = rooms;
    this.workspace = workspace;
    this.newPacks = new NewPacks(rooms);
    this.now = now;
    this.wanted = new LinkedHashSet<>(ids);
  }

  List<BlobId> run() throws IOException {
    rooms.packs().all(); // rejects a corrupt pack, which may hold a blob to be moved
    moveFiles();
    boolean moved;
    do {
      moved = false;
      for (PackIndex pack : rooms.packs().all()) {
        moved |= !rewrite(pack);
      }
    } while (moved); // another process has rewritten a pack in the meantime
    settle(rooms.packs().directory());
    return wanted.stream().filter(aside::contains).toList();
  }

  /** Who deleted a name before may have died or failed before the fsync. */
  private void settle(Path directory) throws IOException {
    if (Directory.exists(directory)) {
      rooms.settle(directory);
    }
  }

  private boolean wasPutSince(@Nullable Instant changed) {
    return changed != null && changed.isAfter(now);
  }

  private void moveFiles() throws IOException {
    FileLocks.Held lock = rooms.lock();
    try (lock) {
      Map<BlobId, Path> files = new LinkedHashMap<>();
      for (BlobId id : List.copyOf(wanted)) {
        BlobPlace place = rooms.loose().find(id);
        if (place != null && wasPutSince(BlobRooms.changed(place.file()))) {
          wanted.remove(id);
        } else if (place != null) {
          files.put(id, place.file());
        } else {
          settle(rooms.loose().room(id));
        }
      }
      if (files.isEmpty()) {
        return;
      }
      for (Map.Entry<BlobId, Path> file : files.entrySet()) {
        link(file.getValue(), Quarantine.path(rooms.quarantine(), file.getKey(), now));
      }
      rooms.force(rooms.quarantine());
      rooms.delete(files.values());
      aside.addAll(files.keySet());
    }
  }

  private static void link(Path file, Path target) throws IOException {
    try {
      Files.createLink(target, file);
    } catch (FileAlreadyExistsException e) {
      // quarantined at the same time before, and put again since
    }
  }

  /**
   * Moves the wanted blobs out of a pack.
   *
   * @return false if the pack no longer exists
   */
  private boolean rewrite(PackIndex pack) throws IOException {
    Set<Integer> dead = new HashSet<>();
    for (BlobId id : wanted) {
      int i = pack.find(id.bytes());
      if (i >= 0) {
        dead.add(i);
      }
    }
    if (dead.isEmpty()) {
      return true;
    }
    try (Workspace.Drafts drafts = workspace.drafts();
        FileChannel from = RegularFile.open(pack.file())) {
      Map<BlobId, Path> copies = new HashMap<>();
      for (int i : dead) {
        byte[] record = pack.readRecord(from, i);
        if (!aside.contains(pack.id(i)) || pack.isGood(record, i)) { // the other may be corrupt
          copies.put(pack.id(i), copy(record, drafts.next()));
        }
      }
      PackIndex rest =
          dead.size() == pack.count() ? null : newPacks.write(List.of(pack), wanted, drafts.next());
      return replace(pack, dead, copies, rest);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static Path copy(byte[] record, Path draft) throws IOException {
    try (FileChannel target = Durable.create(draft)) {
      int length = record.length - PackIndex.RECORD;
      Durable.writeFully(target, ByteBuffer.wrap(record, PackIndex.RECORD, length), 0);
      target.force(true);
    }
    return draft;
  }

  private boolean replace(
      PackIndex pack, Set<Integer> dead, Map<BlobId, Path> copies, @Nullable PackIndex rest)
      throws IOException {
    FileLocks.Held lock = rooms.lock();
    try (lock) {
      Instant put = BlobRooms.changed(pack.file());
      if (put == null || (rest != null && newPacks.isNew(rest))) {
        return false;
      }
      if (wasPutSince(put)) {
        for (int i : dead) {
          wanted.remove(pack.id(i));
          aside.remove(pack.id(i));
        }
        return true;
      }
      for (Map.Entry<BlobId, Path> copy : copies.entrySet()) {
        Durable.move(copy.getValue(), Quarantine.path(rooms.quarantine(), copy.getKey(), now));
      }
      rooms.force(rooms.quarantine());
      if (rest != null) {
        newPacks.publish(rest, put);
      }
      rooms.delete(List.of(pack.file()));
      rooms.packs().forget(pack.file());
      aside.addAll(copies.keySet());
      return true;
    }
  }
}
