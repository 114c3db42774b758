package io.lifecycle4j.benchmarks;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.data.Sources;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Commits a folder to an empty home, durably, with a profile of its files. DVC copies the folder to
 * its existing cache, without fsync; the raw loop knows the files beforehand and writes them to one
 * file ({@link RawPack}).
 */
final class FolderSnapshot implements StorageComparisons.Contest {
  private static final int PIECE = 1 << 20;

  private final Path directory;
  private final Path source;
  private final String peer;
  private final long bytes;
  private final List<Path> files = new ArrayList<>();
  private final RawPack raw;
  private @Nullable Lifecycle home;
  private int homes;
  private int packs;

  /**
   * Writes the files.
   *
   * @param directory the directory
   * @param count the number of files
   * @param bytes the length of each file
   * @param peer the other side, {@code dvc} or {@code raw}
   */
  FolderSnapshot(Path directory, int count, long bytes, String peer) throws IOException {
    this.directory = directory;
    this.peer = peer;
    this.bytes = count * bytes;
    this.source = Files.createDirectory(directory.resolve("source"));
    Random random = new Random(1);
    byte[] piece = new byte[(int) Math.min(PIECE, bytes)];
    this.raw = new RawPack(piece.length);
    for (int i = 0; i < count; i++) {
      files.add(source.resolve("file-" + i));
      try (OutputStream out = Files.newOutputStream(files.get(i))) {
        for (long written = 0; written < bytes; written += piece.length) {
          random.nextBytes(piece);
          out.write(piece);
        }
      }
    }
  }

  @Override
  public void prepare() throws IOException {
    if (home != null) {
      home.close();
      TemporaryDirectory.delete(directory.resolve("home-" + (homes - 1)));
    }
    home = Lifecycle.open(directory.resolve("home-" + homes++));
    if (packs > 0) {
      Files.delete(directory.resolve("pack-" + (packs - 1)));
    }
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void ours() {
    if (home == null) {
      throw new IllegalStateException("not prepared");
    }
    home.datasets().dataset("files").snapshot(Sources.folder(source)).commit();
  }

  @Override
  public void peer() throws IOException {
    raw.write(files, directory.resolve("pack-" + packs++));
  }

  @Override
  public double peerSeconds() throws IOException, InterruptedException {
    return peer.equals("raw")
        ? StorageComparisons.seconds(this::peer)
        : Peers.seconds("dvc_runs.py", "add", source.toString());
  }

  @Override
  public void close() {
    if (home != null) {
      home.close();
    }
    System.out.println("  " + homes + " homes, " + Integer.toHexString(raw.hashes()));
  }
}
