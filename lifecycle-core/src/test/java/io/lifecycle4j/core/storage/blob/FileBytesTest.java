package io.lifecycle4j.core.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.file.DirectContent;
import io.lifecycle4j.core.storage.file.RegularFile;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Contents that are files, put by who knows nothing of how they are taken in. */
@Timeout(60)
class FileBytesTest {
  private static final int MANY = 4_500;

  @TempDir private Path directory;

  private static int read(Path file, long size, int most) throws IOException {
    return RegularFile.read(file, size, most, ByteBuffer::allocate);
  }

  @Test
  void takesNoFileForWholeThatChangedSinceItWasLookedAt() throws IOException {
    Path file = Files.write(directory.resolve("file"), new byte[100]);
    assertThat(read(file, 100, 101)).isEqualTo(100);
    assertThat(read(file, 100, 100)).as("no room for one more").isEqualTo(-1);
    assertThat(read(file, 99, 1_000)).as("grown").isEqualTo(-1);
    assertThat(read(file, 101, 1_000)).as("cut").isEqualTo(-1);
    assertThat(read(file, 0, 1_000)).as("says it is empty").isEqualTo(-1);
  }

  @Test
  void asksForWhatIsNoFileOrALink() throws IOException {
    Path file = Files.write(directory.resolve("file"), new byte[100]);
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    for (Path path : List.of(link, directory, directory.resolve("none"))) {
      DirectContent content = (DirectContent) FileBytes.of(Content.of(path));
      assertThat(content.read(1 << 20, ByteBuffer::allocate)).isEqualTo(-1);
    }
  }

  /** A content with a file is asked for that by the thread that puts it, and for nothing else. */
  @Test
  void asksContentsForTheirFilesOnTheThreadThatPuts() throws IOException {
    Set<Thread> threads = Collections.synchronizedSet(new HashSet<>());
    List<Content> contents = new ArrayList<>();
    List<BlobId> ids = new ArrayList<>();
    for (int i = 0; i < 3 * RecordBlock.MOST; i++) {
      byte[] bytes = Fixtures.bytes(i, 1 + i);
      ids.add(Fixtures.hash(bytes));
      contents.add(new Asked(Files.write(directory.resolve("file-" + i), bytes), threads));
    }
    try (Medium medium = Media.file(directory.resolve("home"))) {
      assertThat(medium.blobs().putAll(contents)).isEqualTo(ids);
    }
    assertThat(threads).containsExactly(Thread.currentThread());
  }

  private record Asked(Path path, Set<Thread> threads) implements Content {
    @Override
    public Optional<Path> file() {
      threads.add(Thread.currentThread());
      return Optional.of(path);
    }

    @Override
    public void writeTo(OutputStream out) {
      throw new AssertionError("its file is there to be read");
    }
  }

  @Test
  void saysWhichFileIsNotThere() throws IOException {
    List<Content> contents = new ArrayList<>();
    for (int i = 0; i < 3 * RecordBlock.MOST; i++) {
      Path file = directory.resolve("file-" + i);
      contents.add(Content.of(i == 40 ? file : Files.write(file, new byte[] {(byte) i})));
    }
    try (Medium medium = Media.file(directory.resolve("home"))) {
      assertThatThrownBy(() -> medium.blobs().putAll(contents))
          .isInstanceOf(InvalidDataException.class)
          .hasMessage("Cannot read " + directory.resolve("file-40") + ": no such file");
      assertThat(Fixtures.ids(medium.blobs())).isEmpty();
    }
  }

  /** So many are looked for by two threads; alone, in packs, nowhere. */
  @Test
  void findsEachOfManyBlobsThatIsMissing() {
    try (Medium medium = Media.file(directory.resolve("home"))) {
      List<Content> contents = new ArrayList<>();
      List<BlobId> asked = new ArrayList<>();
      Set<BlobId> missing = new HashSet<>();
      for (int i = 0; i < MANY; i++) {
        byte[] bytes = Fixtures.bytes(i, 10);
        asked.add(Fixtures.hash(bytes));
        if (i % 1_000 == 7) {
          missing.add(Fixtures.hash(bytes));
        } else if (i % 1_000 == 8) {
          medium.blobs().put(Content.of(bytes));
        } else {
          contents.add(Content.of(bytes));
        }
      }
      medium.blobs().putAll(contents);
      assertThat(missing).hasSize(5);
      assertThat(medium.blobs().missing(asked)).isEqualTo(missing);
    }
  }
}
