package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Looks at every copy of a blob.
 *
 * @param rooms where copies lie
 * @param id the blob
 * @param depth how closely to look
 */
record CopyCheck(BlobRooms rooms, BlobId id, VerifyDepth depth) {
  /** Returns what is wrong with each copy that is there. */
  List<CorruptDataException> damage() throws IOException {
    List<CorruptDataException> damage = new ArrayList<>();
    int good = 0;
    for (BlobPlace place : rooms.places(id)) {
      try {
        verify(place);
        good++;
      } catch (CorruptDataException e) {
        damage.add(e);
      } catch (NoSuchFileException e) {
        rooms.packs().refresh(); // moved since: it is in another place by now, or another has it
      }
    }
    if (good == 0 && damage.isEmpty()) {
      throw new NoSuchFileException(id.sha256()); // so it is looked for again
    }
    return damage;
  }

  private void verify(BlobPlace place) throws IOException {
    PackIndex pack = rooms.packs().of(place.file());
    if (pack != null) {
      pack.verify(id, depth);
    }
    if (pack == null ? depth != VerifyDepth.STRUCTURE : depth == VerifyDepth.HASH) {
      place.verify(id);
    }
  }

  /** Throws if a copy is damaged, and names all that are. */
  static void refuse(List<CorruptDataException> damage) {
    if (damage.size() == 1) {
      throw damage.get(0);
    }
    if (!damage.isEmpty()) {
      CorruptDataException all =
          new CorruptDataException(
              damage.stream()
                  .map(Throwable::getMessage)
                  .sorted()
                  .collect(Collectors.joining("; ")));
      damage.forEach(all::addSuppressed);
      throw all;
    }
  }
}
