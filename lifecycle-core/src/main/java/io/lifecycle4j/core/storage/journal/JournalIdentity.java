package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Which journal of which home a file belongs to: one that was put in another's place shows. */
final class JournalIdentity {
  static final int BYTES = 32;

  private final UUID store;
  private final String name;
  private final byte[] bytes;

  /**
   * Names a journal.
   *
   * @param store the id of the home
   * @param name the name of the journal
   */
  JournalIdentity(UUID store, String name) {
    this.store = store;
    this.name = name;
    byte[] hash = Hashing.sha256().digest(name.getBytes(StandardCharsets.UTF_8));
    this.bytes =
        ByteBuffer.allocate(BYTES)
            .putLong(store.getMostSignificantBits())
            .putLong(store.getLeastSignificantBits())
            .put(hash, 0, BYTES / 2)
            .array();
  }

  String name() {
    return name;
  }

  /** Writes the id of the home and the beginning of the SHA-256 of the name. */
  void put(ByteBuffer target) {
    target.put(bytes);
  }

  /** Returns what is mixed into the checksum of every frame. */
  int salt() {
    return SegmentHeader.crc(bytes, BYTES);
  }

  /** Returns the link before the first entry. */
  byte[] firstLink(boolean chained) {
    return chained ? ChainLinks.first(store, name) : new byte[ChainLinks.BYTES];
  }
}
