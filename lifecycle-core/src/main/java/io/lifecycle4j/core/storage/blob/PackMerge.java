package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.storage.file.FileLocks;
import io.lifecycle4j.core.storage.file.Workspace;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Merges small packs, of which every commit of many blobs leaves one: each is a file to open, and
 * an index that every look-up searches.
 *
 * <p>Wherever it is interrupted, each blob is in an old pack or the new one or both: the new one is
 * on the device before the old ones go. Who reads an old one reads on, or looks again.
 */
final class PackMerge {
  /** So many indexes are searched in less time than one file is opened. */
  static final int MANY = 32;

  /** A larger pack is left as it is, so that no byte is copied again with every merge. */
  private static final long SMALL = 16L << 20;

  /** Taking one blob out of a pack writes the pack anew, so it must not become too large. */
  private static final long LARGE = 64L << 20;

  private final BlobRooms rooms;
  private final Workspace workspace;
  private final Instant before;
  private final NewPacks newPacks;

  PackMerge(BlobRooms rooms, Workspace workspace, Instant before) {
    this.rooms = rooms;
    this.workspace = workspace;
    this.before = before;
    this.newPacks = new NewPacks(rooms);
  }

  /** A small pack, and when it was put last. */
  private record Small(PackIndex pack, Instant put) {}

  /** Returns how many packs would be merged. */
  int count() throws IOException {
    return groups().stream().mapToInt(List::size).sum();
  }

  /** Returns how many packs were merged. */
  int run() throws IOException {
    int merged = 0;
    for (List<Small> group : groups()) {
      merged += merge(group) ? group.size() : 0;
    }
    return merged;
  }

  /** Returns what becomes one pack each: what was put one after the other stays together. */
  private List<List<Small>> groups() throws IOException {
    List<Small> small = small();
    List<List<Small>> groups = new ArrayList<>();
    if (small.size() <= MANY) {
      return groups;
    }
    List<Small> group = new ArrayList<>();
    long bytes = 0;
    long blobs = 0;
    for (Small next : small) {
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

  private List<Small> small() throws IOException {
    List<Small> small = new ArrayList<>();
    for (PackIndex pack : rooms.packs().all()) {
      Instant put = BlobRooms.changed(pack.file());
      if (put != null && put.isBefore(before) && pack.size() < SMALL) {
        small.add(new Small(pack, put));
      }
    }
    small.sort(Comparator.comparing(Small::put).thenComparing(next -> next.pack().name()));
    return small;
  }

  /**
   * Merges packs.
   *
   * @return false if one of them was put to or taken away meanwhile: they are left as they are
   */
  private boolean merge(List<Small> group) throws IOException {
    List<PackIndex> packs = group.stream().map(Small::pack).toList();
    try (Workspace.Drafts drafts = workspace.drafts()) {
      PackIndex merged = newPacks.write(packs, Set.of(), drafts.next());
      return replace(group, merged);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private boolean replace(List<Small> group, PackIndex merged) throws IOException {
    FileLocks.Held lock = rooms.lock();
    try (lock) {
      if (newPacks.isNew(merged)) {
        return false;
      }
      for (Small old : group) {
        if (!old.put().equals(BlobRooms.changed(old.pack().file()))) {
          return false;
        }
      }
      newPacks.publish(merged, group.get(group.size() - 1).put());
      List<Path> gone = new ArrayList<>(group.stream().map(old -> old.pack().file()).toList());
      gone.remove(newPacks.target(merged)); // it held all blobs of the others
      rooms.delete(gone);
      gone.forEach(rooms.packs()::forget);
      rooms.packs().add(merged.in(rooms.packs().directory()));
      return true;
    }
  }
}
