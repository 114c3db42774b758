package io.lifecycle4j.core.data.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.KnownFiles;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are taken in again are read only if they may have changed. */
class IntakeTest {
  /** Long after the files of the test are written. */
  private final Instant late = InstantSource.system().instant().plusSeconds(10_000);

  @TempDir private Path directory;
  private final Medium medium = Media.memory();
  private final KeptFiles kept = new KeptFiles(medium.blobs(), new LocalFiles());
  private final List<String> read = new ArrayList<>();

  @AfterEach
  void close() {
    medium.close();
  }

  @BeforeEach
  void write() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      write(name, name, late.minusSeconds(100));
    }
  }

  private void write(String name, String text, Instant changed) throws IOException {
    Files.writeString(directory.resolve(name), text);
    Files.setLastModifiedTime(directory.resolve(name), FileTime.from(changed));
  }

  private List<StoredFile> take(Instant now, StorageMode.Mode mode) {
    read.clear();
    KnownFiles known = new KnownFiles(directory.resolve("cache"));
    Intake intake = new Intake(kept, known, InstantSource.fixed(now));
    List<StoredFile> files =
        intake.putAll(List.of(counting("a"), counting("b"), counting("c")), mode);
    return known.whileSaving(() -> files);
  }

  private NamedContent counting(String name) {
    Content file = Content.of(directory.resolve(name));
    return new NamedContent(
        name,
        new Content() {
          @Override
          public void writeTo(OutputStream out) throws IOException {
            read.add(name);
            file.writeTo(out);
          }

          @Override
          public Optional<Path> file() {
            return file.file();
          }
        });
  }

  private static BlobId hash(String text) {
    return Hashing.hash(text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @EnumSource
  void readsOnlyWhatChanged(StorageMode.Mode mode) throws IOException {
    List<StoredFile> first = take(late, mode);
    assertThat(read).containsExactly("a", "b", "c");
    assertThat(first).map(StoredFile::blob).containsExactly(hash("a"), hash("b"), hash("c"));

    assertThat(take(late, mode)).isEqualTo(first);
    assertThat(read).isEmpty();

    write("b", "B", late.minusSeconds(50));
    List<StoredFile> second = take(late, mode);
    assertThat(second).map(StoredFile::blob).containsExactly(hash("a"), hash("B"), hash("c"));
    assertThat(second.get(0)).isEqualTo(first.get(0));
    assertThat(read).containsExactly("b");
  }

  @ParameterizedTest
  @EnumSource
  void findsAChangeWithinATickOfTheClock(StorageMode.Mode mode) throws IOException {
    write("b", "x", late);
    take(late.plusSeconds(1), mode);
    write("b", "y", late); // the same length and time

    assertThat(take(late.plusSeconds(1), mode).get(1).blob()).isEqualTo(hash("y"));
    assertThat(read).containsExactly("b");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REFERENCED")
  void readsAgainWhatIsNoLongerStored(StorageMode.Mode mode) {
    List<StoredFile> first = take(late, mode);
    List<BlobId> gone = List.of(first.get(2).blob());
    assertThat(medium.blobs().maintenance().quarantine(gone, Instant.MAX)).isEqualTo(gone);

    assertThat(take(late, mode)).isEqualTo(first);
    assertThat(read).containsExactly("c");
  }

  @Test
  void refusesAFileThatChangesWhileItIsReadForAPack() {
    FaultyFileSystem files = new FaultyFileSystem();
    files.fail(
        (operation, path) -> {
          try {
            write("b", "x", late);
            return null;
          } catch (IOException e) {
            return e;
          }
        });
    List<NamedContent> all =
        Stream.of("a", "b", "c")
            .map(name -> new NamedContent(name, Content.of(files.path(directory.resolve(name)))))
            .toList();
    try (Medium home = Media.file(directory.resolve("home"))) {
      KeptFiles there = new KeptFiles(home.blobs(), new LocalFiles());
      Intake intake = new Intake(there, new KnownFiles(null), InstantSource.fixed(late));
      assertThatThrownBy(() -> intake.putAll(all, StorageMode.Mode.COPIED))
          .isInstanceOf(InvalidDataException.class)
          .hasMessage("Cannot store b: it changed while it was read (try again)");
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesAFileThatChangesWhileItIsRead(StorageMode.Mode mode) {
    KnownFiles known = new KnownFiles(null);
    Path file = directory.resolve("a");
    Content growing =
        new Content() {
          @Override
          public void writeTo(OutputStream out) throws IOException {
            out.write('a');
            Files.writeString(file, "aa");
          }

          @Override
          public Optional<Path> file() {
            return Optional.of(file);
          }
        };
    Intake intake = new Intake(kept, known, InstantSource.fixed(late));

    assertThatThrownBy(() -> intake.putAll(List.of(new NamedContent("a", growing)), mode))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot store a: it changed while it was read (try again)");
  }
}
