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
 * Packs that take the place of others. They are written without the lock and published under it,
 * durably, before the old ones go.
 */
final class NewPacks {
  private static final Logger LOG = LoggerFactory.getLogger(NewPacks.class);

  private final BlobRooms rooms;

  NewPacks(BlobRooms rooms) {
    this.rooms = rooms;
  }

  /**
   * Writes the blobs of packs to one pack, each once, and forces it. Of a blob with several copies
   * a good one is taken.
   *
   * @param packs together no larger than one may be
   * @param without those that are left out
   * @param draft the temporary name of the new pack
   * @throws NoSuchFileException if one of the packs is gone
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
    if (good == null) { // no better and no worse off than it was
      writer.copy(pack.hash(i), record, 0, pack.length(i));
    } else {
      writer.add(pack.hash(i), good, good.length);
    }
  }

  /** Reads a blob of which one copy is damaged from another place. */
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

  /** Returns whether a pack of the same name has come, whose copies were not looked at. */
  boolean isNew(PackIndex pack) throws IOException {
    Path target = target(pack);
    return BlobRooms.changed(target) != null && rooms.packs().of(target) == null;
  }

  /** Takes the place of a pack of the same name: each record is as good, and put no earlier. */
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
