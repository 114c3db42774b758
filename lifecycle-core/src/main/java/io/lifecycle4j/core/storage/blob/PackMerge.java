package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.storage.file.FileLocks;
import io.lifecycle4j.core.storage.file.Workspace;
import io.lifecycle4j.error.CorruptDataException;
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
 * Rewrites packs: merges small ones, since each commit leaves a file to open and an index that
 * every lookup searches; and replaces corrupt copies by intact ones stored elsewhere.
 *
 * <p>If interrupted at any point, each blob is in an old pack or the new one or both: the new one
 * is on the device before the old ones are deleted. Readers of an old one continue, or look it up
 * again.
 */
final class PackMerge {
  private static final Logger LOG = LoggerFactory.getLogger(PackMerge.class);

  /** Searching this many indexes takes less time than opening one file. */
  static final int MANY = 32;

  /** Larger packs are not merged, so that bytes are not copied with every merge. */
  private static final long SMALL = 16L << 20;

  /** The size limit: removing one blob rewrites the whole pack. */
  private static final long LARGE = 64L << 20;

  private final BlobRooms rooms;
  private final Workspace workspace;
  private final NewPacks newPacks;

  PackMerge(BlobRooms rooms, Workspace workspace) {
    this.rooms = rooms;
    this.workspace = workspace;
    this.newPacks = new NewPacks(rooms);
  }

  /** A pack to be replaced, and when it was put last. */
  private record Old(PackIndex pack, Instant put) {}

  /** Returns the number of small packs last put before a time that would be merged. */
  int count(Instant before) throws IOException {
    return groups(before).stream().mapToInt(List::size).sum();
  }

  /** Merges small packs last put before a time; returns how many. */
  int run(Instant before) throws IOException {
    int merged = 0;
    for (List<Old> group : groups(before)) {
      merged += rewrite(group) ? group.size() : 0;
    }
    return merged;
  }

  /** Repairs packs that hold a corrupt copy of a blob that is intact elsewhere. */
  void mend(Collection<Path> files) throws IOException {
    for (Path file : files) {
      PackIndex pack = rooms.packs().of(file);
      Instant put = pack == null ? null : BlobRooms.changed(file);
      if (pack != null && put != null) {
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

  /** Returns the groups to merge: packs put one after the other stay together. */
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
   * Replaces packs by one.
   *
   * @return false if one of them was put to or deleted in the meantime: they are left unchanged
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
      gone.remove(newPacks.target(merged)); // it held all blobs of the others, or is repaired
      rooms.delete(gone);
      gone.forEach(rooms.packs()::forget);
      rooms.packs().add(merged.in(rooms.packs().directory()));
      return true;
    }
  }
}
