package io.lifecycle4j.memory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;

/** Links the entries of a chained journal, in the same way as in files. Not thread-safe. */
final class MemoryChain {
  private final MessageDigest digest = Sha256.digest();

  /** Returns the link before the first entry: the SHA-256 of the home's id and the name. */
  static byte[] first(UUID home, String journal) {
    MessageDigest digest = Sha256.digest();
    digest.update(
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(home.getMostSignificantBits())
            .putLong(home.getLeastSignificantBits())
            .flip());
    return digest.digest(journal.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns the link of the next entry: the SHA-256 of the last link, the sequence and the bytes.
   */
  byte[] next(byte[] link, long sequence, byte[] payload) {
    digest.reset(); // an Error may have left the last digest incomplete
    digest.update(link);
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(sequence).flip());
    return digest.digest(payload);
  }
}
