package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;

/** The SHA-256 of a segment, computed incrementally with each head. */
final class SegmentHash {
  private static final int CHUNK = 1 << 15;

  private final FileChannel channel;
  private MessageDigest digest = Hashing.sha256();
  private long digested;

  SegmentHash(FileChannel channel) {
    this.channel = channel;
  }

  private void advance(long to) throws IOException {
    long at = digested;
    digested = Long.MAX_VALUE; // if incomplete, also after an Error, it starts again
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(CHUNK, Math.max(0, to - at)));
    while (at < to) {
      bytes.clear().limit((int) Math.min(bytes.capacity(), to - at));
      int count = channel.read(bytes, at);
      if (count < 0) {
        throw new IOException("a segment became shorter while it was hashed");
      }
      digest.update(bytes.flip());
      at += count;
    }
    digested = at;
  }

  /** Returns the hash of the bytes before an offset. */
  BlobId upTo(long end) throws IOException {
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
