package io.lifecycle4j.benchmarks;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.data.Sources;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Commits a folder to a new home, durably, with a profile of its files; DVC copies it to its cache
 * and forces nothing.
 */
final class FolderSnapshot implements StorageComparisons.Contest {
  private static final int PIECE = 1 << 20;

  private final Path directory;
  private final Path source;
  private int homes;

  /**
   * Writes the files.
   *
   * @param directory where
   * @param files how many
   * @param bytes how long each is
   */
  FolderSnapshot(Path directory, int files, long bytes) throws IOException {
    this.directory = directory;
    this.source = Files.createDirectory(directory.resolve("source"));
    Random random = new Random(1);
    byte[] piece = new byte[(int) Math.min(PIECE, bytes)];
    for (int i = 0; i < files; i++) {
      try (OutputStream out = Files.newOutputStream(source.resolve("file-" + i))) {
        for (long written = 0; written < bytes; written += piece.length) {
          random.nextBytes(piece);
          out.write(piece);
        }
      }
    }
  }

  @Override
  public void prepare() throws IOException {
    if (homes > 0) {
      TemporaryDirectory.delete(directory.resolve("home-" + (homes - 1)));
    }
  }

  @Override
  public void ours() {
    try (Lifecycle lifecycle = Lifecycle.open(directory.resolve("home-" + homes++))) {
      lifecycle.datasets().dataset("files").snapshot(Sources.folder(source)).commit();
    }
  }

  @Override
  public void peer() throws IOException, InterruptedException {
    peerSeconds();
  }

  @Override
  public double peerSeconds() throws IOException, InterruptedException {
    return Peers.seconds("dvc_runs.py", "add", source.toString());
  }

  @Override
  public void close() {}
}
