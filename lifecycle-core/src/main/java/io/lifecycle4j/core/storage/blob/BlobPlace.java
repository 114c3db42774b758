package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.file.RegularFile;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Where the bytes of a blob lie.
 *
 * @param file the file
 * @param offset of the first byte
 * @param length how many bytes
 */
record BlobPlace(Path file, long offset, long length) {
  /** Opens a part of the bytes. */
  InputStream open(long from, long count) throws IOException {
    return new PlaceStream(RegularFile.open(file), file, offset + from, count);
  }

  /** Opens all bytes, verified at their end. */
  InputStream open(BlobId id) throws IOException {
    return Hashing.judged(open(0, length), found -> check(found, id));
  }

  private void check(BlobId found, BlobId expected) {
    if (!found.equals(expected)) {
      throw new CorruptDataException(
          "Corrupt blob "
              + file
              + ": its bytes have the hash "
              + found
              + " (must be "
              + expected
              + ")");
    }
  }

  /** Reads all bytes, verified. */
  byte[] read(BlobId id) throws IOException {
    try (InputStream in = open(id)) {
      return in.readAllBytes();
    }
  }

  /** Verifies all bytes. */
  void verify(BlobId id) throws IOException {
    try (InputStream in = open(id)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  /** Reads from one place of a file to another, by its own channel. */
  private static final class PlaceStream extends InputStream {
    private final FileChannel channel;
    private final Path file;
    private long position;
    private long left;

    PlaceStream(FileChannel channel, Path file, long position, long left) {
      this.channel = channel;
      this.file = file;
      this.position = position;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0 || left == 0) {
        return length == 0 ? 0 : -1;
      }
      ByteBuffer target = ByteBuffer.wrap(bytes, offset, (int) Math.min(length, left));
      int count = channel.read(target, position);
      if (count < 0) {
        throw new CorruptDataException(
            "Corrupt blob in " + file + ": it ends at byte " + position + ", " + left + " short");
      }
      position += count;
      left -= count;
      return count;
    }

    @Override
    public int available() {
      return (int) Math.min(Integer.MAX_VALUE, left);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
