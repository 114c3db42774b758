package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.storage.file.Durable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes one pack, in pieces of a mebibyte, with an fsync at the end. Not thread-safe. */
final class PackWriter implements AutoCloseable {
  private static final long MAX_BYTES = 256L << 20;

  private final Path file;
  private final FileChannel channel;
  private final ForceAhead ahead;
  private final byte[] buffer = new byte[PackIndex.RECORD + PackIndex.MAX_BLOB];
  private final List<byte[]> entries = new ArrayList<>();
  private int filled;
  private long flushed;

  PackWriter(Path file) throws IOException {
    this.file = file;
    this.channel = Durable.create(file);
    this.ahead = new ForceAhead(channel);
    System.arraycopy(PackIndex.MAGIC, 0, buffer, 0, PackIndex.MAGIC.length);
    filled = PackIndex.MAGIC.length;
  }

  /** Returns whether there is room for another blob of this length. */
  boolean takes(int length) {
    return entries.size() < PackIndex.MAX_COUNT
        && flushed + filled + PackIndex.RECORD + length <= MAX_BYTES;
  }

  void add(byte[] hash, byte[] bytes, int length) throws IOException {
    int at = room(length);
    System.arraycopy(bytes, 0, buffer, at + PackIndex.RECORD, length);
    PackIndex.record(buffer, at, hash, length);
    take(hash, length);
  }

  /**
   * Copies the record of a blob unchanged.
   *
   * @param length of the blob, without the record header
   */
  void copy(byte[] hash, byte[] bytes, int from, int length) throws IOException {
    System.arraycopy(bytes, from, buffer, room(length), PackIndex.RECORD + length);
    take(hash, length);
  }

  private int room(int length) throws IOException {
    if (filled + PackIndex.RECORD + length > buffer.length) {
      flush();
      ahead.upTo(flushed);
    }
    return filled;
  }

  private void take(byte[] hash, int length) {
    entries.add(PackIndex.entry(hash, flushed + filled, length));
    filled += PackIndex.RECORD + length;
  }

  private void flush() throws IOException {
    Durable.writeFully(channel, ByteBuffer.wrap(buffer, 0, filled), flushed);
    flushed += filled;
    filled = 0;
  }

  /** Writes the index and fsyncs the file, which keeps its temporary name. */
  PackIndex finish() throws IOException {
    flush();
    PackIndex pack = PackIndex.of(file, entries, flushed);
    Durable.writeFully(channel, pack.indexAndTrailer(), flushed);
    ahead.await();
    channel.force(true);
    return pack;
  }

  @Override
  public void close() throws IOException {
    ahead.close();
    channel.close();
  }
}
