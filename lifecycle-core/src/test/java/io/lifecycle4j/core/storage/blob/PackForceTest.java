package io.lifecycle4j.core.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A commit of small files costs one force of a file, however many they are. */
class PackForceTest {
  private static final int MANY = 300;

  @TempDir private Path directory;
  private final FaultyFileSystem files = new FaultyFileSystem();
  private final AtomicInteger ofFiles = new AtomicInteger();
  private final AtomicInteger ofDirectories = new AtomicInteger();
  private Medium medium;

  @BeforeEach
  void open() {
    medium = Media.file(files.path(directory));
    medium.blobs().putAll(contents(-1, 1)); // makes the directories
    files.fail(
        (operation, path) -> {
          if (operation == Operation.FORCE) {
            (Files.isDirectory(path) ? ofDirectories : ofFiles).incrementAndGet();
          }
          return null;
        });
  }

  @AfterEach
  void close() {
    medium.close();
  }

  private static List<Content> contents(int commit, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Content.of(Fixtures.bytes(1_000L * commit + i, 100 + i)))
        .toList();
  }

  private void assertForces(int expectedOfFiles, int expectedOfDirectories) {
    assertThat(ofFiles.getAndSet(0)).as("forces of files").isEqualTo(expectedOfFiles);
    assertThat(ofDirectories.getAndSet(0))
        .as("forces of directories")
        .isEqualTo(expectedOfDirectories);
  }

  @Test
  void forcesOnceForEachCommitHoweverManyFilesAreInIt() {
    BlobStore blobs = medium.blobs();
    for (int count : new int[] {1, 2, MANY}) {
      assertThat(blobs.putAll(contents(count, count))).hasSize(count);
      assertForces(1, 1); // the pack, and its name
      blobs.putAll(contents(count, count));
      assertForces(0, 1); // all is there: its name may not be on the device yet
    }
    blobs.putAll(List.of());
    assertForces(0, 0);
  }

  @Test
  void forcesOnceForTheSmallFilesOfADataSet() {
    List<NamedContent> named =
        IntStream.range(0, MANY)
            .mapToObj(i -> new NamedContent(i + ".txt", Content.of("text " + i)))
            .toList();
    DatasetStores.over(medium, () -> Fixtures.TIME).putAll(named);
    assertForces(1, 1);
  }
}
