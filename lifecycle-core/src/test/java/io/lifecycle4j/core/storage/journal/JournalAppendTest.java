package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.SmallSegments;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is forced and when, and what an append does at its limits. */
class JournalAppendTest {
  @TempDir private Path directory;
  private final FaultyFileSystem files = new FaultyFileSystem();

  private static Batch batch(Durability durability, String... payloads) {
    return Fixtures.batch(Batch.ANY, durability, payloads);
  }

  private void failForces() {
    files.fail((operation, path) -> operation == Operation.FORCE ? new IOException("dead") : null);
  }

  @Test
  void acknowledgesATokenAgainOnlyOnceItIsForced() throws IOException {
    Batch batch = batch(Durability.POWER, "a");
    Batch unforced =
        new Batch(batch.token(), batch.expected(), batch.payloads(), Durability.PROCESS);
    try (Medium medium = Media.file(files.path(directory))) {
      Journal journal = medium.journals().shared("log");
      journal.append(unforced);
      failForces();
      assertThatThrownBy(() -> journal.append(batch)).isInstanceOf(UnknownOutcomeException.class);
      files.heal();
    }
    Medium dying = Media.file(directory);
    dying.journals().shared("other").append(unforced);
    Tree.kill(directory, dying);
    List<Operation> trace = Collections.synchronizedList(new ArrayList<>());
    try (Medium medium = Media.file(files.path(directory))) {
      Journal journal = medium.journals().shared("other");
      record(trace);
      assertThat(journal.append(batch)).isEqualTo(1);
      assertThat(trace).contains(Operation.FORCE);
      assertThat(Fixtures.texts(journal.read(1))).containsExactly("a");
      trace.clear();
      assertThat(journal.append(batch)).isEqualTo(1);
      assertThat(trace).doesNotContain(Operation.FORCE);
    }
  }

  private void record(List<Operation> trace) {
    files.fail(
        (operation, path) -> {
          if (path.toString().endsWith(".l4j")) {
            trace.add(operation);
          }
          return null;
        });
  }

  @Test
  void forcesWhatSurvivesAPowerCutAndNothingElse() {
    List<Operation> trace = Collections.synchronizedList(new ArrayList<>());
    try (Medium medium = Media.file(files.path(directory))) {
      Journal journal = medium.journals().shared("log");
      journal.append(batch(Durability.PROCESS, "first"));
      record(trace);
      journal.append(batch(Durability.MEMORY, "x"));
      journal.append(batch(Durability.PROCESS, "y"));
      assertThat(trace).contains(Operation.WRITE).doesNotContain(Operation.FORCE);
      trace.clear();
      journal.append(batch(Durability.POWER, "z"));
      assertThat(trace).containsSubsequence(Operation.WRITE, Operation.FORCE);
      assertThat(trace).last().isEqualTo(Operation.FORCE);
    }
  }

  @Test
  void forcesANewJournalAndItsName() {
    List<String> trace = Collections.synchronizedList(new ArrayList<>());
    try (Medium medium = Media.file(files.path(directory))) {
      files.fail(
          (operation, path) -> {
            trace.add(operation + " " + path.getFileName());
            return null;
          });
      medium.journals().shared("log").append(batch(Durability.POWER, "z"));
    }
    String segment = "0000000000000000001-1.l4j";
    assertThat(trace)
        .containsSubsequence(
            "CREATE log",
            "FORCE journals",
            "LOCK lock",
            "WRITE " + segment,
            "FORCE " + segment,
            "CREATE version-1",
            "WRITE head.tmp",
            "FORCE head.tmp",
            "FORCE log",
            "MOVE head.tmp",
            "FORCE log",
            "WRITE " + segment,
            "FORCE " + segment);
  }

  @Test
  void refusesABatchThatIsTooLarge() {
    byte[] large = new byte[1 << 22];
    try (Medium medium = Media.file(directory)) {
      Journal journal = medium.journals().shared("log");
      for (int count : List.of(16, 600)) {
        Batch batch =
            new Batch(
                Fixtures.token(), Batch.ANY, Collections.nCopies(count, large), Durability.POWER);
        assertThatThrownBy(() -> journal.append(batch))
            .isInstanceOf(InvalidValueException.class)
            .hasMessageMatching("Invalid batch: \\d+ bytes \\(must be at most 67108864\\)");
      }
      assertThat(journal.append(batch(Durability.POWER, "a"))).isEqualTo(1);
    }
  }

  @Test
  void saysSoWhenAnotherCopyOfTheLibraryHoldsTheLock() throws IOException {
    try (Medium medium = Media.file(directory)) {
      medium.journals().shared("log").append(batch(Durability.POWER, "a"));
      Path file = directory.resolve("journals/log/lock");
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        assertThat(lock.isValid()).isTrue();
        assertThatThrownBy(
                () -> medium.journals().shared("log").append(batch(Durability.POWER, "b")))
            .isInstanceOf(StorageFailedException.class)
            .hasMessageStartingWith("Cannot lock journal " + file + ": ");
      }
      medium.journals().shared("log").append(batch(Durability.POWER, "c"));
    }
  }

  @Test
  void appendsThoughItsThreadIsInterrupted() {
    try (Medium medium = Media.file(directory)) {
      Journal journal = medium.journals().shared("log");
      Thread.currentThread().interrupt();
      long sequence = journal.append(batch(Durability.POWER, "a"));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(sequence).isEqualTo(1);
      assertThat(journal.append(batch(Durability.POWER, "b"))).isEqualTo(2);
      assertThat(Fixtures.texts(journal.read(1))).containsExactly("a", "b");
    }
  }

  @Test
  void forcesWhatWasAppendedWhenOneOfTwoOpeningsIsClosed() {
    List<Operation> trace = Collections.synchronizedList(new ArrayList<>());
    try (Medium medium = Media.file(files.path(directory))) {
      Journal other = medium.journals().shared("log");
      Journal journal = medium.journals().shared("log");
      journal.append(batch(Durability.PROCESS, "a"));
      record(trace);
      journal.close();
      assertThat(trace).contains(Operation.FORCE);
      assertThat(other.append(batch(Durability.PROCESS, "b"))).isEqualTo(2);
    }
  }

  @Test
  void provesWhatManyLargeGroupsWroteWhenItRollsAndCloses() {
    byte[] payload = new byte[1 << 19];
    try (Medium medium = SmallSegments.open(directory, 1 << 24)) {
      Journal journal = medium.journals().owned("log");
      for (int i = 0; i < 48; i++) {
        payload[0] = (byte) i;
        journal.append(Batch.of(payload.clone(), Durability.PROCESS));
      }
      journal.close();
      medium.journals().maintenance().verify("log", VerifyDepth.HASH);
      assertThat(medium.journals().state("log").orElseThrow().sequence()).isEqualTo(48);
    }
  }
}
