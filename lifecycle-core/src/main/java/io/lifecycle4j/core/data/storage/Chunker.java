package io.lifecycle4j.core.data.storage;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.BlobStore;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Splits the written bytes at positions that depend on the content, and stores the chunks: after an
 * insertion or deletion, the cuts soon coincide again.
 *
 * <p>Gear hashing: each byte shifts the hash by one bit and adds a constant of its own, so that the
 * last 64 bytes decide. All constants are part of the format: other values would cut elsewhere and
 * share nothing with stored chunks. Not thread-safe.
 */
final class Chunker extends OutputStream {
  static final int MIN = 1 << 14;
  static final int MAX = 1 << 18;

  /** A cut is where the unsigned hash is below this: once in 48 KiB, after the first 16. */
  private static final long CUT = Long.divideUnsigned(-1, 48 << 10);

  private static final int WINDOW = Long.SIZE;
  private static final int BATCH = 1 << 24;
  private static final long[] GEAR = gear();

  private final BlobStore blobs;
  private final MessageDigest digest = Hashing.sha256();
  private final List<ChunkList.Chunk> chunks = new ArrayList<>();
  private final Map<BlobId, byte[]> waiting = new LinkedHashMap<>();
  private final byte[] chunk = new byte[MAX];
  private int filled;
  private int batch;
  private long hash;

  Chunker(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** Returns the first 256 numbers of SplitMix64 with the seed 0. */
  private static long[] gear() {
    long[] numbers = new long[256];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = SplitMix64.number(0, i + 1);
    }
    return numbers;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    digest.update(bytes, offset, length);
    int from = offset;
    int end = offset + length;
    while (from < end) {
      int count = Math.min(end - from, MAX - filled);
      System.arraycopy(bytes, from, chunk, filled, count);
      int cut = cut(filled + count);
      if (cut < 0) {
        filled += count;
      } else {
        count = cut - filled;
        close(cut);
      }
      from += count;
    }
  }

  /** Returns where to cut the bytes up to {@code end}, -1 if nowhere. */
  private int cut(int end) {
    long now = hash;
    for (int i = Math.max(filled, MIN - WINDOW); i < end; i++) {
      now = (now << 1) + GEAR[chunk[i] & 0xFF];
      if (i >= MIN - 1 && Long.compareUnsigned(now, CUT) < 0) {
        return i + 1;
      }
    }
    hash = now;
    return end == MAX ? MAX : -1;
  }

  private void close(int length) {
    byte[] bytes = Arrays.copyOf(chunk, length);
    BlobId id = Hashing.hash(bytes);
    chunks.add(new ChunkList.Chunk(id, length));
    if (waiting.putIfAbsent(id, bytes) == null) {
      batch += length;
    }
    filled = 0;
    hash = 0;
    if (batch >= BATCH) {
      store();
    }
  }

  /** Stores missing chunks only: storing an existing one would read it, to compare. */
  private void store() {
    Set<BlobId> missing = blobs.missing(waiting.keySet());
    List<Content> contents = new ArrayList<>();
    waiting.forEach(
        (id, bytes) -> {
          if (missing.contains(id)) {
            contents.add(out -> out.write(bytes));
          }
        });
    blobs.putAll(contents);
    waiting.clear();
    batch = 0;
  }

  /** Stores the rest, and returns the chunks of the file. */
  ChunkList finish() {
    if (filled > 0) {
      close(filled);
    }
    store();
    return ChunkList.of(Hashing.id(digest), chunks);
  }
}
