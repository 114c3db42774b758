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
 * The least that storing many short files durably can cost on one thread: each is read, hashed and
 * appended to one file in pieces of a mebibyte, and that is forced once. No index, no checksum, no
 * name that is published, nothing that could be found again.
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
   * @param most how long a file is at most
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

  /** Returns something that depends on all hashes. */
  int hashes() {
    return hashes;
  }

  private void append(Path file, FileChannel out) throws IOException {
    read.clear();
    try (FileChannel in = FileChannel.open(file, READ)) {
      while (in.read(read) >= 0) {
        // until its end
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
