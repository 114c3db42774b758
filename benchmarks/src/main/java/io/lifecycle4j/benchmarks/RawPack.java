package io.lifecycle4j.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;

/**
 * A lower bound for storing many short files durably on one thread: each file is read, hashed and
 * appended to one file in pieces of a mebibyte, with a single fsync. There is no index, no checksum
 * and no published name, so nothing could be found again.
 */
final class RawPack {
  private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);
  private static final int PIECE = 1 << 20;

  private final ByteBuffer read;
  private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
  private final MessageDigest digest;
  private int hashes;

  /**
   * Prepares to write.
   *
   * @param most the greatest length of a file
   */
  RawPack(int most) {
    read = ByteBuffer.allocate(2 * most);
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stores files in a new file. */
  void write(List<Path> files, Path pack) throws IOException {
    try (FileChannel out =
        FileChannel.open(pack, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (Path file : files) {
        append(file, out);
      }
      flush(out);
      out.force(true);
    }
  }

  /** Returns a value that depends on all hashes. */
  int hashes() {
    return hashes;
  }

  private void append(Path file, FileChannel out) throws IOException {
    read.clear();
    try (FileChannel in = FileChannel.open(file, READ)) {
      while (in.read(read) >= 0) {
        // Until the end.
      }
    }
    digest.update(read.flip());
    hashes += digest.digest()[0];
    if (piece.remaining() < read.limit()) {
      flush(out);
    }
    piece.put(read.rewind());
  }

  private void flush(FileChannel out) throws IOException {
    piece.flip();
    while (piece.hasRemaining()) {
      out.write(piece);
    }
    piece.clear();
  }
}
