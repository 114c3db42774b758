package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.hash.ChainLinks;
import io.lifecycle4j.core.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Identifies the journal and home of a file, so that files of another journal are detected. */
final class JournalIdentity {
  static final int BYTES = 32;

  /** The bytes of the id of the home, which come first. */
  private static final int STORE = BYTES / 2;

  private final UUID store;
  private final String name;
  private final byte[] bytes;

  JournalIdentity(UUID store, String name) {
    this.store = store;
    this.name = name;
    byte[] hash = Hashing.sha256().digest(name.getBytes(StandardCharsets.UTF_8));
    this.bytes =
        ByteBuffer.allocate(BYTES)
            .putLong(store.getMostSignificantBits())
            .putLong(store.getLeastSignificantBits())
            .put(hash, 0, BYTES - STORE)
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

  /** Returns the link before the first entry, zero if the journal is not chained. */
  byte[] firstLink(boolean chained) {
    return chained ? ChainLinks.first(store, name) : new byte[ChainLinks.BYTES];
  }
}
