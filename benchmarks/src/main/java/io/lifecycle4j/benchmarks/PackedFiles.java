package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Stores 20,000 files of 4 KiB durably, in a new home each time, compared with one file. */
final class PackedFiles implements StorageComparisons.Contest {
  private static final int FILES = 20_000;
  private static final int BYTES = 4_096;

  private final Path directory;
  private final List<Path> files = new ArrayList<>();
  private final RawPack raw = new RawPack(BYTES);
  private @Nullable Medium medium;
  private int round;

  PackedFiles(Path directory) throws IOException {
    this.directory = directory;
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
    raw.write(files, directory.resolve("pack-" + round++));
  }

  @Override
  public void close() {
    if (medium != null) {
      medium.close();
    }
    System.out.println("  " + round + " rounds, " + Integer.toHexString(raw.hashes()));
  }
}
