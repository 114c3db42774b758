package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.storage.file.FileLocks;
import io.lifecycle4j.core.storage.file.Workspace;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes packs anew: small ones as one, since each that a commit leaves is a file to open and an
 * index that every look-up searches; and one that holds a damaged copy with a good one in its
 * place, once that is safe elsewhere.
 *
 * <p>Wherever it is interrupted, each blob is in an old pack or the new one or both: the new one is
 * on the device before the old ones go. Who reads an old one reads on, or looks again.
 */
final class PackMerge {
  private static final Logger LOG = LoggerFactory.getLogger(PackMerge.class);

  /** So many indexes are searched in less time than one file is opened. */
  static final int MANY = 32;

  /** A larger pack is left as it is, so that no byte is copied again with every merge. */
  private static final long SMALL = 16L << 20;

  /** Taking one blob out of a pack writes the pack anew, so it must not become too large. */
  private static final long LARGE = 64L << 20;

  private final BlobRooms rooms;
  private final Workspace workspace;
  private final NewPacks newPacks;

  PackMerge(BlobRooms rooms, Workspace workspace) {
    this.rooms = rooms;
    this.workspace = workspace;
    this.newPacks = new NewPacks(rooms);
  }

  /** A pack that another takes the place of, and when it was put last. */
  private record Old(PackIndex pack, Instant put) {}

  /** Returns how many small packs would be merged that were put last before a time. */
  int count(Instant before) throws IOException {
    return groups(before).stream().mapToInt(List::size).sum();
  }

  /** Merges small packs that were put last before a time; returns how many. */
  int run(Instant before) throws IOException {
    int merged = 0;
    for (List<Old> group : groups(before)) {
      merged += rewrite(group) ? group.size() : 0;
    }
    return merged;
  }

  /** Mends the known packs of blobs of which there is a good copy. */
  void mend(Collection<BlobId> ids) throws IOException {
    for (PackIndex pack : rooms.packs().holding(ids)) {
      Instant put = BlobRooms.changed(pack.file());
      if (put != null && isDamaged(pack, ids)) {
        mend(new Old(pack, put));
      }
    }
  }

  private void mend(Old pack) throws IOException {
    try {
      rewrite(List.of(pack));
    } catch (CorruptDataException e) {
      LOG.debug("{} cannot be mended: not even its length is right", pack.pack().file(), e);
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

  /** Returns what becomes one pack each: what was put one after the other stays together. */
  private List<List<Old>> groups(Instant before) throws IOException {
    List<Old> small = small(before);
    List<List<Old>> groups = new ArrayList<>();
    if (small.size() <= MANY) {
      return groups;
    }
    List<Old> group = new ArrayList<>();
    long bytes = 0;
    long blobs = 0;
    for (Old next : small) {
      bytes += next.pack().size();
      blobs += next.pack().count();
      if (bytes > LARGE || blobs > PackIndex.MAX_COUNT) {
        groups.add(group);
        group = new ArrayList<>();
        bytes = next.pack().size();
        blobs = next.pack().count();
      }
      group.add(next);
    }
    groups.add(group);
    groups.removeIf(alone -> alone.size() < 2);
    return groups;
  }

  private List<Old> small(Instant before) throws IOException {
    List<Old> small = new ArrayList<>();
    for (PackIndex pack : rooms.packs().all()) {
      Instant put = BlobRooms.changed(pack.file());
      if (put != null && put.isBefore(before) && pack.size() < SMALL) {
        small.add(new Old(pack, put));
      }
    }
    small.sort(Comparator.comparing(Old::put).thenComparing(next -> next.pack().name()));
    return small;
  }

  /**
   * Writes packs as one.
   *
   * @return false if one of them was put to or taken away meanwhile: they are left as they are
   */
  private boolean rewrite(List<Old> group) throws IOException {
    List<PackIndex> packs = group.stream().map(Old::pack).toList();
    try (Workspace.Drafts drafts = workspace.drafts()) {
      return replace(group, newPacks.write(packs, Set.of(), drafts.next()));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private boolean replace(List<Old> group, PackIndex merged) throws IOException {
    FileLocks.Held lock = rooms.lock();
    try (lock) {
      if (newPacks.isNew(merged)) {
        return false;
      }
      for (Old old : group) {
        if (!old.put().equals(BlobRooms.changed(old.pack().file()))) {
          return false;
        }
      }
      newPacks.publish(merged, group.get(group.size() - 1).put());
      List<Path> gone = new ArrayList<>(group.stream().map(old -> old.pack().file()).toList());
      gone.remove(newPacks.target(merged)); // it held all blobs of the others, or is mended
      rooms.delete(gone);
      gone.forEach(rooms.packs()::forget);
      rooms.packs().add(merged.in(rooms.packs().directory()));
      return true;
    }
  }
}
