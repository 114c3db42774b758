package io.lifecycle4j.core.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is so long that it is hashed, written and forced by several threads at once. */
@Timeout(120)
class LongBlobTest {
  @TempDir private Path directory;

  private final FaultyFileSystem files = new FaultyFileSystem();

  @AfterEach
  void closesEverything() {
    assertThat(files.openChannels()).isZero();
  }

  private Medium open() {
    return Media.file(files.path(directory.resolve("home")));
  }

  private List<Path> drafts() {
    return Tree.paths(directory.resolve("home").resolve("tmp")).stream()
        .filter(file -> !file.toString().endsWith(".lock") && !Files.isDirectory(file))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "1048575, 8192",
    "1048576, 1000000",
    "1048577, 8192",
    "2097152, 2097152",
    "9000001, 1234567",
    "20000000, 65536"
  })
  @OnlyLarger
  void isNamedByAllOfItsBytesInTheirOrder(int length, int piece) {
    byte[] bytes = Fixtures.bytes(length, length);
    Content pieces =
        out -> {
          for (int from = 0; from < length; from += piece) {
            out.write(bytes, from, Math.min(piece, length - from));
          }
        };
    try (Medium medium = open()) {
      medium.blobs().put(Content.of("another, before and after"));
      BlobId id = medium.blobs().put(pieces);
      assertThat(id).isEqualTo(Fixtures.hash(bytes));
      assertThat(medium.blobs().read(id)).isEqualTo(bytes);
      assertThat(medium.blobs().put(pieces)).isEqualTo(id);
    }
  }

  @Test
  @OnlyLarger
  void givesUpALongPackOfWhichOnePartCouldNotBeForced() {
    List<Content> long20 =
        IntStream.range(0, 20).mapToObj(i -> Content.of(Fixtures.bytes(i, 1 << 20))).toList();
    assertGivenUpOnce(blobs -> blobs.putAll(long20));
  }

  @Test
  @OnlyLarger
  void givesUpALongBlobOfWhichOnePartCouldNotBeForced() {
    Content long20 = Content.of(Fixtures.bytes(1, 20 << 20));
    assertGivenUpOnce(blobs -> blobs.put(long20));
  }

  @Test
  void storesNothingOfAContentThatGoesOnWhateverWasThrownAtIt() {
    byte[] piece = Fixtures.bytes(1, 1 << 20);
    Content stubborn =
        out -> {
          for (int i = 0; i < 4; i++) {
            try {
              out.write(piece);
            } catch (IOException | OutOfMemoryError e) {
              assertThat(e).hasMessageFindingMatch("no thread|no longer taken");
            }
          }
        };
    try (Medium medium = open()) {
      files.fail(
          (operation, path) -> {
            if (operation == Operation.WRITE) {
              throw new OutOfMemoryError("no thread");
            }
            return null;
          });
      assertThatThrownBy(() -> medium.blobs().put(stubborn))
          .isInstanceOf(StorageFailedException.class)
          .hasMessageEndingWith(": a piece of the content was not taken");
      files.heal();
      assertThat(Fixtures.ids(medium.blobs())).isEmpty();
      assertThat(drafts()).isEmpty();
    }
  }

  /** The kernel tells of a failed force once: the force at the end may then succeed. */
  private void assertGivenUpOnce(Consumer<BlobStore> put) {
    AtomicInteger forces = new AtomicInteger();
    try (Medium medium = open()) {
      files.fail(
          (operation, path) ->
              operation == Operation.FORCE
                      && path.toString().contains("tmp")
                      && forces.incrementAndGet() == 1
                  ? new IOException("dead")
                  : null);
      assertThatThrownBy(() -> put.accept(medium.blobs()))
          .isInstanceOf(StorageFailedException.class)
          .hasMessageEndingWith(": dead");
      assertThat(Fixtures.ids(medium.blobs())).isEmpty();
      assertThat(drafts()).isEmpty();
      forces.set(1);
      put.accept(medium.blobs());
      assertThat(Fixtures.ids(medium.blobs())).isNotEmpty();
      assertThat(forces).as("one ahead, one at the end").hasValue(3);
    }
  }
}
