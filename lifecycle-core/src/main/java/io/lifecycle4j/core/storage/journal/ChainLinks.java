package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.hash.Hashing;
import java.security.DigestException;
import java.security.MessageDigest;

/**
 * Links each entry of a chained journal to the previous one.
 *
 * <p>The link of an entry is the SHA-256 of the previous link, its sequence (8 bytes, big-endian)
 * and its payload. The link before the first entry is the SHA-256 of the store's id (16 bytes) and
 * the name of the journal in UTF-8, so that the history of another journal does not match.
 */
final class ChainLinks {
  static final int BYTES = 32;

  private final MessageDigest digest = Hashing.sha256();
  private final byte[] sequenceBytes = new byte[Long.BYTES];

  /** Replaces a link by that of the next entry. */
  void next(byte[] link, long sequence, byte[] bytes, int offset, int length) {
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
