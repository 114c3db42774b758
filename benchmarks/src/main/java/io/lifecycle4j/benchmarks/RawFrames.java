package io.lifecycle4j.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.zip.CRC32C;

/** The least that writing framed entries can cost: one thread, one file, one buffer. */
final class RawFrames {
  static final int FRAME = 45;
  private static final int BUFFER = 1 << 20;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final CRC32C crc = new CRC32C();
  private long sequence;

  private RawFrames(FileChannel channel) {
    this.channel = channel;
  }

  /** Writes entries through a buffer; returns how many a second. */
  static double buffered(Path file, int records) throws IOException {
    try (FileChannel channel = open(file)) {
      RawFrames frames = new RawFrames(channel);
      long before = System.nanoTime();
      for (int i = 0; i < records; i++) {
        if (frames.buffer.remaining() < FRAME) {
          frames.flush();
        }
        frames.put();
      }
      frames.flush();
      return records / ((System.nanoTime() - before) / 1e9);
    }
  }

  /** Writes entries and forces each group of them; returns entries a second. */
  static double forced(Path file, int group, Duration duration) throws IOException {
    try (FileChannel channel = open(file)) {
      RawFrames frames = new RawFrames(channel);
      long before = System.nanoTime();
      while (System.nanoTime() - before < duration.toNanos()) {
        for (int i = 0; i < group; i++) {
          frames.put();
        }
        frames.flush();
        channel.force(false);
      }
      return frames.sequence / ((System.nanoTime() - before) / 1e9);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private void put() {
    int start = buffer.position();
    buffer.putInt(0).putInt(FRAME).put((byte) 16).putLong(++sequence).putLong(0);
    buffer.putLong(sequence).putLong(0).putInt(0);
    int end = buffer.position();
    crc.reset();
    crc.update(buffer.slice(start + 4, end - start - 4));
    buffer.putInt(start, (int) crc.getValue());
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
