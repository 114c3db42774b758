package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.file.DirectContent;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of contents, with the pack records of the short files among them. Read by one thread and
 * then handed to another.
 */
final class RecordBlock {
  /** Small, so that the last blocks keep two threads busy. */
  static final int MOST = 32;

  private static final int FIRST = 1 << 13;
  private static final int MAX_BYTES = 1 << 21;

  private final MessageDigest digest = Hashing.sha256();
  private final byte[][] hashes = new byte[MOST][];
  private final @Nullable BlobId[] ids = new @Nullable BlobId[MOST];
  private final int[] starts = new int[MOST];
  private final int[] lengths = new int[MOST];
  private byte[] bytes = new byte[FIRST];
  private int filled;

  void read(List<? extends Content> contents) {
    Arrays.fill(ids, null);
    filled = 0;
    for (int i = 0; i < contents.size(); i++) {
      if (contents.get(i) instanceof DirectContent direct) {
        read(direct, i);
      }
    }
  }

  private void read(DirectContent content, int place) {
    int room = Math.min(PackIndex.MAX_BLOB + 1, MAX_BYTES - filled - PackIndex.RECORD);
    int length = content.read(room, this::room);
    if (length >= 0) {
      starts[place] = filled;
      lengths[place] = length;
      digest.update(bytes, filled + PackIndex.RECORD, length);
      hashes[place] = digest.digest();
      ids[place] = BlobId.of(hashes[place]);
      PackIndex.record(bytes, filled, hashes[place], length);
      filled += PackIndex.RECORD + length;
    }
  }

  private ByteBuffer room(int length) {
    int end = filled + PackIndex.RECORD + length;
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.min(2 * bytes.length, MAX_BYTES), end));
    }
    return ByteBuffer.wrap(bytes, filled + PackIndex.RECORD, length);
  }

  /** Returns the id of a content, null if it was not read. */
  @Nullable BlobId id(int place) {
    return ids[place];
  }

  byte[] hash(int place) {
    return hashes[place];
  }

  /** Returns the array of all records. */
  byte[] bytes() {
    return bytes;
  }

  /** Returns where the record of a content begins. */
  int start(int place) {
    return starts[place];
  }

  int length(int place) {
    return lengths[place];
  }
}
