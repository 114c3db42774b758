package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Medium;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores 20,000 files of 4 KiB durably, in a new home each time, or in one file.
 *
 * <p>The peer reads, hashes and appends in pieces of a mebibyte, and forces once: no index, no
 * checksum, no name that is published, nothing that could be found again.
 */
final class PackedFiles implements StorageComparisons.Contest {
  private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);
  private static final int FILES = 20_000;
  private static final int BYTES = 4_096;
  private static final int PIECE = 1 << 20;

  private final Path directory;
  private final List<Path> files = new ArrayList<>();
  private final ByteBuffer read = ByteBuffer.allocate(2 * BYTES);
  private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
  private final MessageDigest digest;
  private @Nullable Medium medium;
  private int round;
  private int hashes;

  PackedFiles(Path directory) throws IOException {
    this.directory = directory;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    Random random = new Random(1);
    byte[] bytes = new byte[BYTES];
    Path source = Files.createDirectory(directory.resolve("source"));
    for (int i = 0; i < FILES; i++) {
      random.nextBytes(bytes);
      files.add(Files.write(source.resolve("file-" + i), bytes));
    }
  }

  @Override
  public void prepare() {
    if (medium != null) {
      medium.close();
    }
    medium = Media.file(directory.resolve("home-" + round));
  }

  @Override
  public void ours() {
    if (medium != null) {
      medium.blobs().putAll(files.stream().map(Content::of).toList());
    }
  }

  @Override
  public void peer() throws IOException {
    Path pack = directory.resolve("pack-" + round++);
    try (FileChannel out =
        FileChannel.open(pack, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (Path file : files) {
        append(file, out);
      }
      flush(out);
      out.force(true);
    }
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

  @Override
  public void close() {
    if (medium != null) {
      medium.close();
    }
    System.out.println("  " + round + " rounds, " + Integer.toHexString(hashes));
  }
}
