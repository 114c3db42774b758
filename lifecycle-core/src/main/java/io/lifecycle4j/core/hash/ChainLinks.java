package io.lifecycle4j.core.hash;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * Links each entry of a chained journal to the previous one.
 *
 * <p>The link of an entry is the SHA-256 of the previous link, its sequence (8 bytes, big-endian)
 * and its payload. The link before the first entry is the SHA-256 of the store's id (16 bytes) and
 * the name of the journal in UTF-8, so that the history of another journal does not match.
 */
public final class ChainLinks {
  public static final int BYTES = 32;

  private final MessageDigest digest = Hashing.sha256();
  private final byte[] sequenceBytes = new byte[Long.BYTES];

  /** Returns the link before the first entry of a journal. */
  public static byte[] first(UUID store, String journal) {
    MessageDigest digest = Hashing.sha256();
    digest.update(
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(store.getMostSignificantBits())
            .putLong(store.getLeastSignificantBits())
            .array());
    return digest.digest(journal.getBytes(StandardCharsets.UTF_8));
  }

  /** Replaces a link by that of the next entry. */
  public void next(byte[] link, long sequence, byte[] payload) {
    next(link, sequence, payload, 0, payload.length);
  }

  /** Replaces a link by that of the next entry, whose payload is a part of an array. */
  public void next(byte[] link, long sequence, byte[] bytes, int offset, int length) {
    for (int i = 0; i < Long.BYTES; i++) {
      sequenceBytes[i] = (byte) (sequence >>> (56 - 8 * i));
    }
    digest.reset(); // an Error may have left the last digest incomplete
    digest.update(link);
    digest.update(sequenceBytes);
    digest.update(bytes, offset, length);
    try {
      digest.digest(link, 0, BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 has 32 bytes", e);
    }
  }
}
