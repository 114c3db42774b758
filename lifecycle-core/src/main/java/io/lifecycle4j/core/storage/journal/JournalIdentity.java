package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Which journal of which home a file belongs to: a file that was put in the place of another shows.
 *
 * @param store the id of the home
 * @param name the name of the journal
 */
record JournalIdentity(UUID store, String name) {
  static final int BYTES = 32;

  /** Writes the id of the home and the beginning of the SHA-256 of the name. */
  void put(ByteBuffer target) {
    target.putLong(store.getMostSignificantBits()).putLong(store.getLeastSignificantBits());
    target.put(Hashing.sha256().digest(name.getBytes(StandardCharsets.UTF_8)), 0, 16);
  }

  /** Returns what is mixed into the checksum of every frame. */
  int salt() {
    byte[] bytes = new byte[BYTES];
    put(ByteBuffer.wrap(bytes));
    return SegmentHeader.crc(bytes, BYTES);
  }

  /** Returns the link before the first entry. */
  byte[] firstLink(boolean chained) {
    return chained ? ChainLinks.first(store, name) : new byte[ChainLinks.BYTES];
  }
}
