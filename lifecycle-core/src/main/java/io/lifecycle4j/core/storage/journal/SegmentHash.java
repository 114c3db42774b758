package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SHA-256 of what was written to a segment, gone on with when the next head needs it.
 *
 * <p>Thread-safe, so that another thread can do most of it while the segment still grows.
 */
final class SegmentHash {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentHash.class);
  private static final int CHUNK = 1 << 15;

  /** So many bytes to hash are worth another thread. */
  static final long WORTH_A_THREAD = 1L << 22;

  private final FileChannel channel;
  private MessageDigest digest = Hashing.sha256();
  private long digested;

  SegmentHash(FileChannel channel) {
    this.channel = channel;
  }

  /** Goes on to an offset while nobody waits; who needs the hash meets a failure again. */
  void ahead(long to) {
    try {
      advance(to);
    } catch (IOException e) {
      LOG.debug("Cannot hash a segment ahead", e);
    }
  }

  private synchronized void advance(long to) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(CHUNK, Math.max(0, to - digested)));
    while (digested < to) {
      bytes.clear().limit((int) Math.min(bytes.capacity(), to - digested));
      int count = channel.read(bytes, digested);
      if (count < 0) {
        throw new IOException("a segment became shorter while it was hashed");
      }
      digest.update(bytes.flip());
      digested += count;
    }
  }

  /** Returns the hash of what lies before an offset. */
  synchronized BlobId upTo(long end) throws IOException {
    if (digested > end) {
      digest = Hashing.sha256();
      digested = 0;
    }
    advance(end);
    try {
      return Hashing.id((MessageDigest) digest.clone());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("SHA-256 can be cloned", e);
    }
  }
}
