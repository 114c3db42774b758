package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Takes another snapshot of 100,000 unchanged files in 100 folders, compared with a walk that reads
 * the attributes of each file, and with DVC's check for changes.
 */
final class UnchangedFolder implements StorageComparisons.Contest {
  private static final int FOLDERS = 100;
  private static final int FILES = 1_000;

  private final Path source;
  private final Medium medium;
  private final Dataset dataset;
  private final String peer;
  private long seen;

  UnchangedFolder(Path directory, String peer) throws IOException {
    this.peer = peer;
    source = directory.resolve("source");
    FileTime past = FileTime.from(Instant.EPOCH);
    for (int i = 0; i < FOLDERS * FILES; i++) {
      Path folder = source.resolve("folder-" + i / FILES);
      if (i % FILES == 0) {
        Files.createDirectories(folder);
      }
      Path file = Files.writeString(folder.resolve("file-" + i + ".txt"), "text " + i);
      Files.setLastModifiedTime(file, past);
    }
    medium = Media.file(directory.resolve("home"));
    InstantSource clock = InstantSource.system();
    dataset = DatasetStores.datasets(DatasetStores.over(medium, clock), clock).dataset("files");
    ours();
  }

  @Override
  public void ours() {
    int number = dataset.snapshot(Sources.folder(source)).commit().number();
    if (number != 1) {
      throw new IllegalStateException("Version " + number + " of files that did not change");
    }
  }

  @Override
  public void peer() throws IOException {
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            seen += attributes.size();
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public double peerSeconds() throws IOException, InterruptedException {
    return peer.equals("walk")
        ? StorageComparisons.seconds(this::peer)
        : Peers.seconds("dvc_runs.py", "status", source.toString());
  }

  @Override
  public void close() {
    medium.close();
    System.out.println("  " + seen + " bytes");
  }
}
