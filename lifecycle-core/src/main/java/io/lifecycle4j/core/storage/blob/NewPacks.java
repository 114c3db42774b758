package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.RegularFile;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packs that replace others: written without the lock, then published under it, durably, before the
 * old ones are deleted.
 */
final class NewPacks {
  private static final Logger LOG = LoggerFactory.getLogger(NewPacks.class);

  private final BlobRooms rooms;

  NewPacks(BlobRooms rooms) {
    this.rooms = rooms;
  }

  /**
   * Writes the blobs of packs to one pack, each once, followed by fsync. Of several copies, an
   * intact one is used.
   *
   * @param packs together within the size limit of a pack
   * @param without the blobs to omit
   * @param draft the temporary name of the new pack
   * @throws NoSuchFileException if one of the packs no longer exists
   */
  PackIndex write(Collection<PackIndex> packs, Set<BlobId> without, Path draft) throws IOException {
    Set<BlobId> done = new HashSet<>(without);
    try (PackWriter writer = new PackWriter(draft)) {
      for (PackIndex pack : packs) {
        try (FileChannel from = RegularFile.open(pack.file())) {
          for (int i = 0; i < pack.count(); i++) {
            if (done.add(pack.id(i))) {
              copy(pack, i, from, writer);
            }
          }
        }
      }
      return writer.finish();
    }
  }

  private void copy(PackIndex pack, int i, FileChannel from, PackWriter writer) throws IOException {
    byte[] record = pack.readRecord(from, i);
    byte[] good = pack.isGood(record, i) ? null : goodCopy(pack.id(i));
    if (good == null) { // no intact copy exists: copied as it is
      writer.copy(pack.hash(i), record, 0, pack.length(i));
    } else {
      writer.add(pack.hash(i), good, good.length);
    }
  }

  /** Reads an intact copy of a blob from another place; null if there is none. */
  private byte @Nullable [] goodCopy(BlobId id) throws IOException {
    for (BlobPlace place : rooms.places(id)) {
      try {
        return place.read(id);
      } catch (CorruptDataException | NoSuchFileException e) {
        LOG.debug("No good copy of blob {} in {}", id, place.file(), e);
      }
    }
    return null;
  }

  /** Returns whether a pack of the same name exists, whose copies were not checked. */
  boolean isNew(PackIndex pack) throws IOException {
    Path target = target(pack);
    return BlobRooms.changed(target) != null && rooms.packs().of(target) == null;
  }

  /**
   * Publishes a pack; may replace one of the same name, since it is as intact and put no earlier.
   */
  void publish(PackIndex pack, Instant put) throws IOException {
    Path target = target(pack);
    Instant other = BlobRooms.changed(target);
    Instant later = other != null && other.isAfter(put) ? other : put;
    BlobRooms.touch(pack.file(), FileTime.from(later));
    Durable.move(pack.file(), target);
    rooms.force(rooms.packs().directory());
  }

  Path target(PackIndex pack) {
    return rooms.packs().directory().resolve(pack.name());
  }
}
