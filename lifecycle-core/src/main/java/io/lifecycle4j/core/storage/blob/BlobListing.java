package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.StoredBlob;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One iteration over all blobs, by the first byte of their names, so that only 1/256 of them is in
 * memory at a time. Of packs only the times are read; reading each blob would open far more files.
 *
 * <p>Packs are read before loose files: a concurrent move goes from a pack to a file and never
 * back. Not thread-safe.
 */
final class BlobListing {
  static final int ROOMS = 256;

  private final BlobRooms rooms;
  private final Map<PackIndex, Instant> packs;
  private final Set<String> loose;

  BlobListing(BlobRooms rooms) throws IOException {
    this.rooms = rooms;
    Map<PackIndex, Instant> found = packs(rooms);
    while (found == null) {
      found = packs(rooms);
    }
    this.packs = found;
    this.loose = rooms.loose().rooms();
  }

  /** Returns the blobs whose names begin with a byte, sorted. */
  Collection<StoredBlob> room(int first) throws IOException {
    Map<String, StoredBlob> found = new TreeMap<>();
    for (Map.Entry<PackIndex, Instant> pack : packs.entrySet()) {
      PackIndex index = pack.getKey();
      int end = index.firstOf(first + 1);
      for (int i = index.firstOf(first); i < end; i++) {
        add(found, new StoredBlob(index.id(i), index.length(i), pack.getValue()));
      }
    }
    String room = LooseBlobs.room(first);
    for (BlobId id : loose.contains(room) ? rooms.loose().list(room) : List.<BlobId>of()) {
      BlobPlace place = rooms.loose().find(id);
      Instant put = place == null ? null : BlobRooms.changed(place.file());
      if (place != null && put != null) {
        add(found, new StoredBlob(id, place.length(), put));
      }
    }
    return found.values();
  }

  /** Adds a blob: the first length, that of a loose file if any, and the last put of all copies. */
  private static void add(Map<String, StoredBlob> found, StoredBlob blob) {
    StoredBlob other = found.get(blob.id().sha256());
    Instant put = blob.lastPut();
    if (other != null && other.lastPut().isAfter(put)) {
      put = other.lastPut();
    }
    found.put(blob.id().sha256(), new StoredBlob(blob.id(), blob.bytes(), put));
  }

  /** Returns all packs with the times of their last puts; null if one has just disappeared. */
  private static @Nullable Map<PackIndex, Instant> packs(BlobRooms rooms) throws IOException {
    Map<PackIndex, Instant> all = new HashMap<>();
    for (PackIndex pack : rooms.packs().all()) {
      Instant put = BlobRooms.changed(pack.file());
      if (put == null) { // its blobs are in another by now
        return null;
      }
      all.put(pack, put);
    }
    return all;
  }
}
