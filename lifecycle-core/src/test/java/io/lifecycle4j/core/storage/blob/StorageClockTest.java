package io.lifecycle4j.core.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.file.Home;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.BlobStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The times of blobs are those of the file system, whatever clock the process has. */
class StorageClockTest {
  private static final InstantSource SYSTEM = InstantSource.system();

  @TempDir private Path directory;

  private void inAProcess(int daysAhead, Consumer<BlobStore> work, MediumOption... options) {
    InstantSource clock = () -> SYSTEM.instant().plus(Duration.ofDays(daysAhead));
    Home home = Home.open(directory.resolve("home"), Set.of(options), List.of());
    try (FileBlobStore blobs = new FileBlobStore(home, clock)) {
      work.accept(blobs);
    }
  }

  private static void assertIsNow(Instant time) {
    assertThat(time).isCloseTo(SYSTEM.instant(), within(1, ChronoUnit.MINUTES));
  }

  @Test
  void tellsTheTimeOfTheFileSystem() {
    for (int days : List.of(0, 40, -40)) {
      inAProcess(days, blobs -> assertIsNow(blobs.maintenance().now()));
    }
  }

  @Test
  void tellsATimeThatIsNotBeforeAPutThatReturned() {
    inAProcess(
        0,
        blobs -> {
          BlobId id = blobs.put(Content.of("put"));
          assertThat(blobs.maintenance().now()).isAfterOrEqualTo(Fixtures.lastPut(blobs, id));
        });
  }

  @Test
  void marksNothingAsPutBeforeItWasWritten() {
    inAProcess(
        -40,
        blobs -> {
          assertIsNow(Fixtures.lastPut(blobs, blobs.put(Content.of("alone"))));
          blobs
              .putAll(List.of(Content.of("one"), Content.of("two")))
              .forEach(id -> assertIsNow(Fixtures.lastPut(blobs, id)));
        });
  }

  @Test
  void changesNothingToTellTheTimeOfWhatIsOnlyRead() {
    inAProcess(0, blobs -> blobs.put(Content.of("put")));
    inAProcess(40, store -> store.maintenance().now(), MediumOption.READ_ONLY);
    assertThat(directory.resolve("home/tmp")).isEmptyDirectory();
  }
}
