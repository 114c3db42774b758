package io.lifecycle4j.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.temporal.ChronoField;
import java.util.zip.CRC32C;

/**
 * The least that writing points can cost: one thread that asks for the time, puts as many bytes for
 * each as the library does, and writes a checked frame of them now and then.
 */
final class RawPoints {
  private static final int FRAME_POINTS = 4_096;
  private static final int HEADER = 25;

  private RawPoints() {}

  /** Writes points; returns how many a second. */
  static double write(Path file, int points) throws IOException {
    InstantSource clock = InstantSource.system();
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    CRC32C crc = new CRC32C();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long begin = System.nanoTime();
      long last = 0;
      buffer.position(HEADER);
      for (int i = 0; i < points; i++) {
        int nano = clock.instant().get(ChronoField.NANO_OF_SECOND);
        buffer.put((byte) (i % 10)).put((byte) 2).put((byte) 0);
        buffer.putShort((short) (nano - last)).putDouble(TrackingHome.value(i));
        last = nano;
        if ((i + 1) % FRAME_POINTS == 0 || i + 1 == points) {
          buffer.flip();
          crc.reset();
          crc.update(buffer);
          buffer.putInt(0, (int) crc.getValue()).position(0);
          while (buffer.hasRemaining()) {
            channel.write(buffer);
          }
          buffer.clear().position(HEADER);
        }
      }
      return points / ((System.nanoTime() - begin) / 1e9);
    }
  }
}
