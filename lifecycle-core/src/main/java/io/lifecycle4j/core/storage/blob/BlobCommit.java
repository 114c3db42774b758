package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.storage.file.DirectContent;
import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.FileLocks;
import io.lifecycle4j.core.storage.file.Workspace;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One put of one or more contents: all are written and fsynced under temporary names, then
 * published together under the lock, then the names are fsynced. Not thread-safe.
 *
 * <p>Only the calling thread calls contents, since they are user code, and only it writes. Another
 * thread helps to read, which is most of the work.
 */
final class BlobCommit implements AutoCloseable {
  private final BlobRooms rooms;
  private final Workspace.Drafts drafts;
  private final BlobSink sink;
  private final boolean packing;
  private final List<BlobId> ids = new ArrayList<>();
  private final Set<BlobId> seen = new HashSet<>();
  private final Map<BlobId, Path> stored = new HashMap<>();
  private final Map<BlobId, Path> alone = new LinkedHashMap<>();
  private final Set<Path> damaged = new LinkedHashSet<>();
  private final List<PackIndex> packs = new ArrayList<>();
  private @Nullable PackWriter writer;

  /** Listed once, since a failed lookup costs as much as reading a short file. */
  private @Nullable Set<String> looseRooms;

  BlobCommit(BlobRooms rooms, Workspace.Drafts drafts, boolean packing) {
    this.rooms = rooms;
    this.drafts = drafts;
    this.sink = new BlobSink(drafts);
    this.packing = packing;
  }

  List<BlobId> ids() {
    return ids;
  }

  /** Returns the files with a corrupt copy of a blob. */
  Set<Path> damaged() {
    return damaged;
  }

  /** Adds contents; short files are read on two threads. */
  void addAll(List<Content> contents) throws IOException {
    try (ReadAhead ahead = new ReadAhead(contents)) {
      for (int from = 0; from < contents.size(); from += RecordBlock.MOST) {
        RecordBlock block = ahead.next();
        int count = Math.min(RecordBlock.MOST, contents.size() - from);
        for (int i = 0; i < count; i++) {
          Content content = contents.get(from + i);
          if (content instanceof DirectContent direct && add(block, i)) {
            direct.tell(block.bytes(), block.start(i) + PackIndex.RECORD, block.length(i));
          } else {
            add(content);
          }
        }
        ahead.release(block);
      }
    }
  }

  /** Adds a content; returns false, for the sink, if it was not read or replaces a corrupt copy. */
  private boolean add(RecordBlock block, int i) throws IOException {
    BlobId id = block.id(i);
    if (id == null) {
      return false;
    }
    if (seen.add(id)) {
      int length = block.length(i);
      BlobPlace place = find(id);
      if (place == null) {
        writer(length).copy(block.hash(i), block.bytes(), block.start(i), length);
      } else if (place.holds(block.bytes(), block.start(i) + PackIndex.RECORD, length)) {
        stored.put(id, place.file());
        judgeOthers(
            id,
            place,
            other -> other.holds(block.bytes(), block.start(i) + PackIndex.RECORD, length));
      } else {
        seen.remove(id);
        return false;
      }
    }
    ids.add(id);
    return true;
  }

  void add(Content content) throws IOException {
    BlobId id = sink.take(content);
    ids.add(id);
    if (!seen.add(id)) {
      return;
    }
    BlobPlace place = find(id);
    if (place != null && sink.isAt(place)) {
      stored.put(id, place.file());
      judgeOthers(id, place, sink::isAt);
    } else if (packing && place == null && sink.isShort()) {
      sink.addTo(writer(sink.length()));
    } else {
      alone.put(id, sink.toFile()); // a file of its own also repairs a pack: it is found first
      judgeOthers(id, null, sink::isAt);
    }
  }

  /** Detects corrupt copies besides an intact one; reads nothing for blobs with one copy. */
  private void judgeOthers(BlobId id, @Nullable BlobPlace good, Predicate<BlobPlace> holds) {
    for (BlobPlace other : rooms.packs().places(id)) {
      if (!other.equals(good) && !holds.test(other)) {
        damaged.add(other.file());
      }
    }
  }

  /** Finds a blob among the known ones; what others are writing now may be written twice. */
  private @Nullable BlobPlace find(BlobId id) throws IOException {
    Set<String> there = looseRooms;
    if (there == null) {
      there = rooms.loose().rooms();
      rooms.packs().refresh();
      looseRooms = there;
    }
    BlobPlace place = there.contains(id.sha256().substring(0, 2)) ? rooms.loose().find(id) : null;
    return place == null ? rooms.packs().known(id) : place;
  }

  private PackWriter writer(int length) throws IOException {
    PackWriter current = writer;
    if (current == null || !current.takes(length)) {
      finishPack();
      current = new PackWriter(drafts.next());
      writer = current;
    }
    return current;
  }

  private void finishPack() throws IOException {
    PackWriter current = writer;
    if (current != null) {
      packs.add(current.finish());
      writer = null;
      current.close();
    }
  }

  /**
   * Publishes everything, durably.
   *
   * @return false if a blob that was stored is no longer: nothing was published, start again
   */
  boolean publish() throws IOException {
    finishPack();
    Set<Path> changed = openDirectories();
    FileLocks.Held lock = rooms.lock();
    try (lock) {
      FileTime now = rooms.now();
      if (!renew(now, changed)) {
        return false;
      }
      for (Map.Entry<BlobId, Path> blob : alone.entrySet()) {
        publish(blob.getValue(), rooms.loose().path(blob.getKey()), now);
      }
      for (PackIndex pack : packs) {
        publish(pack.file(), rooms.packs().directory().resolve(pack.name()), now);
      }
    }
    for (Path directory : changed) {
      rooms.force(directory);
    }
    for (PackIndex pack : packs) {
      rooms.packs().add(pack.in(rooms.packs().directory()));
    }
    return true;
  }

  private Set<Path> openDirectories() throws IOException {
    Set<Path> directories = new LinkedHashSet<>();
    for (BlobId id : alone.keySet()) {
      directories.add(rooms.loose().room(id));
    }
    if (!packs.isEmpty()) {
      directories.add(rooms.packs().directory());
    }
    for (Path directory : directories) {
      rooms.open(directory);
    }
    return directories;
  }

  private static void publish(Path draft, Path target, FileTime now) throws IOException {
    BlobRooms.renew(draft, now);
    Durable.move(draft, target);
  }

  /** Marks stored blobs as put now; their names may not be on the device yet. */
  private boolean renew(FileTime now, Set<Path> changed) throws IOException {
    Set<Path> touched = new HashSet<>();
    for (Map.Entry<BlobId, Path> blob : stored.entrySet()) {
      Path file = blob.getValue();
      if (!touched.contains(file)) {
        file = touch(blob.getKey(), file, now);
        if (file == null) {
          return false;
        }
        touched.add(file);
        changed.add(Durable.parent(file));
      }
    }
    return true;
  }

  private @Nullable Path touch(BlobId id, Path file, FileTime now) throws IOException {
    try {
      BlobRooms.renew(file, now);
      return file;
    } catch (NoSuchFileException e) {
      rooms.packs().forget(file);
      rooms.packs().refresh();
      BlobPlace moved = find(id); // into another pack, or into quarantine
      if (moved != null) {
        BlobRooms.renew(moved.file(), now);
      }
      return moved == null ? null : moved.file();
    }
  }

  @Override
  public void close() throws IOException {
    PackWriter unfinished = writer;
    try (drafts;
        sink;
        unfinished) {
      writer = null;
    }
  }
}
