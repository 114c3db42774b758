package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.storage.file.FileLocks;
import io.lifecycle4j.core.storage.file.Workspace;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes packs anew that hold a damaged copy of a blob, with a good one in its place.
 *
 * <p>The blob is safe elsewhere before this begins, and wherever this is interrupted each blob of
 * the pack is in the old one or the new one or both.
 */
final class PackMend {
  private static final Logger LOG = LoggerFactory.getLogger(PackMend.class);

  private final BlobRooms rooms;
  private final Workspace workspace;
  private final NewPacks newPacks;

  PackMend(BlobRooms rooms, Workspace workspace) {
    this.rooms = rooms;
    this.workspace = workspace;
    this.newPacks = new NewPacks(rooms);
  }

  /** Mends the known packs of blobs of which there is a good copy. */
  void run(Collection<BlobId> ids) throws IOException {
    for (PackIndex pack : rooms.packs().holding(ids)) {
      if (isDamaged(pack, ids)) {
        mend(pack);
      }
    }
  }

  private static boolean isDamaged(PackIndex pack, Collection<BlobId> ids) throws IOException {
    try {
      for (BlobId id : ids) {
        if (pack.find(id) != null) {
          pack.verify(id, VerifyDepth.CHECKSUM);
        }
      }
      return false;
    } catch (NoSuchFileException e) {
      return false; // its blobs are in another by now
    } catch (CorruptDataException e) {
      LOG.debug("A copy in {} is damaged", pack.file(), e);
      return true;
    }
  }

  private void mend(PackIndex pack) throws IOException {
    try (Workspace.Drafts drafts = workspace.drafts()) {
      replace(pack, newPacks.write(List.of(pack), Set.of(), drafts.next()));
    } catch (NoSuchFileException e) {
      LOG.debug("{} was written anew by another", pack.file(), e);
    } catch (CorruptDataException e) {
      LOG.debug("{} cannot be mended: not even its length is right", pack.file(), e);
    }
  }

  private void replace(PackIndex pack, PackIndex mended) throws IOException {
    FileLocks.Held lock = rooms.lock();
    try (lock) {
      Instant put = BlobRooms.changed(pack.file());
      if (put == null || newPacks.isNew(mended)) {
        return;
      }
      newPacks.publish(mended, put);
      if (!newPacks.target(mended).equals(pack.file())) {
        rooms.delete(List.of(pack.file()));
        rooms.packs().forget(pack.file());
      }
      rooms.packs().add(mended.in(rooms.packs().directory()));
    }
  }
}
