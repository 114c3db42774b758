package io.lifecycle4j.core.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.BlobMaintenance;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever hears that a blob is not missing relies on its name, whoever left it there. */
class BlobNamesTest {
  private static final Instant EARLIER = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir private Path directory;
  private final FaultyFileSystem files = new FaultyFileSystem();
  private final List<String> forced = new ArrayList<>();
  private Medium medium;
  private BlobId alone;
  private List<BlobId> packed;

  @BeforeEach
  void openHome() {
    try (Medium writer = Media.file(directory)) {
      alone = writer.blobs().put(Content.of("alone"));
      packed = writer.blobs().putAll(List.of(Content.of("one"), Content.of("two")));
    }
    medium = Media.file(files.path(directory));
    files.fail(
        (operation, path) -> {
          if (operation == Operation.FORCE) {
            forced.add(directory.relativize(Path.of(path.toString())).toString());
          }
          return null;
        });
  }

  @AfterEach
  void closeHome() {
    files.heal();
    medium.close();
  }

  private Path room() {
    return directory.resolve("blobs").resolve(alone.sha256().substring(0, 2));
  }

  @Test
  void deletesDurablyWhatAnotherProcessDeletedWithoutForcingIt() throws IOException {
    Files.delete(room().resolve(alone.sha256()));
    try (DirectoryStream<Path> packs = Files.newDirectoryStream(directory.resolve("packs"))) {
      for (Path pack : packs) {
        Files.delete(pack);
      }
    }
    BlobMaintenance maintenance = medium.blobs().maintenance();
    assertThat(maintenance.quarantine(List.of(alone, packed.get(0)), maintenance.now())).isEmpty();
    assertThat(forced).contains(directory.relativize(room()).toString(), "packs");
    forced.clear();
    assertThat(maintenance.purge(List.of(alone), Instant.MAX)).isEmpty();
    assertThat(forced).containsExactly("quarantine");
  }

  @Test
  void putsTheNamesOfWhatIsThereOnTheDevice() {
    assertThat(medium.blobs().missing(List.of(alone))).isEmpty();
    assertThat(forced).containsExactly(directory.relativize(room()).toString());
    forced.clear();
    assertThat(medium.blobs().missing(packed)).isEmpty();
    assertThat(forced).containsExactly("packs");
    forced.clear();
    BlobId none = new BlobId("0".repeat(64));
    assertThat(medium.blobs().missing(List.of(none))).containsExactly(none);
    assertThat(forced).isEmpty();
  }

  @Test
  void forcesADirectoryAgainOnceItChanged() throws IOException {
    Files.setLastModifiedTime(room(), FileTime.from(EARLIER));
    medium.blobs().missing(List.of(alone));
    medium.blobs().missing(List.of(alone));
    assertThat(forced).hasSize(1);
    Files.setLastModifiedTime(room(), FileTime.from(EARLIER.plusSeconds(1)));
    medium.blobs().missing(List.of(alone));
    assertThat(forced).hasSize(2);
  }

  /** Within a tick of the clock something may come that looks as if it had been there. */
  @Test
  void forcesADirectoryAgainThatChangedJustBefore() throws IOException {
    Files.setLastModifiedTime(room(), FileTime.from(Instant.now()));
    medium.blobs().missing(List.of(alone));
    medium.blobs().missing(List.of(alone));
    assertThat(forced).hasSize(2);
  }

  @Test
  void saysThatItCannotTellIfTheNamesCannotBePutOnTheDevice() {
    files.fail((operation, path) -> operation == Operation.FORCE ? new IOException("dead") : null);
    assertThatThrownBy(() -> medium.blobs().missing(List.of(alone)))
        .isInstanceOf(StorageFailedException.class)
        .hasMessageContaining("look for blobs in");
  }
}
