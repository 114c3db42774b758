package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentCopyTest {
  @TempDir private Path directory;
  private Path home = Path.of("");
  private byte[] written = {};

  @BeforeEach
  void leaveAJournalThatNoHeadProves() throws IOException {
    home = directory.resolve("home");
    Medium medium = Media.file(home);
    Journal journal = medium.journals().shared("log");
    journal.append(Fixtures.batch(Batch.ANY, Durability.PROCESS, "one"));
    journal.append(Fixtures.batch(Batch.ANY, Durability.PROCESS, "two", "three"));
    Tree.kill(home, medium);
    written = Files.readAllBytes(Tree.journal(home, "log"));
  }

  @Test
  void losesNoEntryOfASegmentThatChangesWhileItIsCopied() throws IOException {
    Path source = Tree.journal(home, "log");
    FaultyFileSystem files = new FaultyFileSystem();
    try (Medium medium = Media.file(files.path(home))) {
      Journal journal = medium.journals().shared("log");
      files.fail(
          (operation, path) -> {
            if (operation == Operation.CREATE && path.toString().endsWith(".l4j")) {
              damageLastByte(source);
            }
            return null;
          });
      assertThatThrownBy(() -> journal.append(Fixtures.batch("four")))
          .isInstanceOf(StorageFailedException.class)
          .hasMessageContaining(
              "changed while it was copied: it is whole up to entry 1 (must be 3");
      files.fail((operation, path) -> null);
      Files.write(source, written);
      journal.append(Fixtures.batch("four"));
    }
    assertThat(read()).containsExactly("one", "two", "three", "four");
  }

  private void damageLastByte(Path source) {
    byte[] damaged = written.clone();
    damaged[damaged.length - 1] ^= 1;
    try {
      Files.write(source, damaged);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> read() {
    try (Medium medium = Media.file(home)) {
      return Fixtures.texts(medium.journals().read("log", 1));
    }
  }
}
