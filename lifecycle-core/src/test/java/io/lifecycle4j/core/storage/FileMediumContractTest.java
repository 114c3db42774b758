package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.MediumContract;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.spi.BlobMaintenance;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMediumContractTest extends MediumContract {
  @TempDir private Path home;

  @Override
  protected Medium open() {
    return Media.file(home);
  }

  @Override
  protected Optional<Medium> openToRead() {
    return Optional.of(Media.existing(home));
  }

  @Test
  void knowsHowMuchItTakesAndHowMuchIsFreeWhileItIsOpen() {
    Medium medium = open();
    assertThat(medium.journalBytes()).hasValue(0);
    assertThat(medium.freeBytes()).isPresent();
    medium.close();
    assertThatIllegalStateException().isThrownBy(medium::journalBytes);
    assertThatIllegalStateException().isThrownBy(medium::freeBytes);
  }

  @Test
  void leavesNoFileOnceItWasTriedToWrite() throws IOException {
    try (Medium medium = open()) {
      medium.checkWritable();
      try (Stream<Path> files = Files.walk(home.resolve("tmp"))) {
        assertThat(files.filter(Files::isRegularFile))
            .as("but the lock of the open home")
            .singleElement()
            .asString()
            .endsWith(".lock");
      }
    }
    try (Medium reader = Media.existing(home)) {
      assertThatThrownBy(reader::checkWritable).isInstanceOf(ReadOnlyException.class);
    }
  }

  @Test
  void mergesNothingOnceItIsClosed() {
    Medium medium = open();
    BlobMaintenance blobs = medium.blobs().maintenance();
    medium.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> blobs.merge(Instant.EPOCH))
        .withMessage("The home is closed");
  }
}
