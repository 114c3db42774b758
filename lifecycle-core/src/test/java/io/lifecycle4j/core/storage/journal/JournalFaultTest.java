package io.lifecycle4j.core.storage.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storage.Faults;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.KthFault;
import io.lifecycle4j.crashkit.LateFault;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JournalFaultTest {
  @TempDir private Path directory;
  private final FaultyFileSystem files = new FaultyFileSystem();

  static List<Faults> faults() {
    return Faults.any();
  }

  /** What a caller was told about a journal. */
  private static final class Told {
    final List<String> acknowledged = new ArrayList<>();
    @Nullable Batch unknown;

    void append(Journal journal, Batch batch) {
      try {
        journal.append(batch);
        assertThat(unknown).describedAs("appended though a force had failed").isNull();
        acknowledged.addAll(texts(batch));
      } catch (UnknownOutcomeException e) {
        assertThat(unknown).isNull();
        unknown = batch;
      } catch (StorageFailedException e) {
        // nothing was appended
      }
    }

    static List<String> texts(Batch batch) {
      return batch.payloads().stream().map(payload -> new String(payload, US_ASCII)).toList();
    }

    /** What may be there: exactly what was acknowledged, or that and the unknown batch. */
    List<List<String>> allowed() {
      List<List<String>> allowed = new ArrayList<>(List.of(acknowledged));
      if (unknown != null) {
        List<String> more = new ArrayList<>(acknowledged);
        more.addAll(texts(unknown));
        allowed.add(more);
      }
      return allowed;
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  @OnlyLarger
  void keepsWhatWasAcknowledgedWhateverFails(Faults faults) throws IOException {
    Media.file(directory).close();
    KthFault fault;
    int k = 0;
    do {
      String name = "log-" + ++k;
      fault = faults.kth().apply(k);
      Told told = new Told();
      try (Medium medium = Media.file(files.path(directory))) {
        files.fail(fault);
        appendAll(medium, name, told);
        files.heal();
      }
      assertThat(files.openChannels()).isZero();
      check(name, told);
    } while (fault.fired());
    assertThat(k).isGreaterThan(20);
  }

  /** With a torn tail in front, so that cutting it is among the operations that fail. */
  @ParameterizedTest
  @MethodSource("faults")
  @OnlyLarger
  void keepsWhatWasAcknowledgedWhateverFailsBehindATornTail(Faults faults) throws IOException {
    KthFault fault;
    int k = 0;
    do {
      String name = "log-" + ++k;
      fault = faults.kth().apply(k);
      Told told = new Told();
      try (Medium medium = Media.file(directory)) {
        told.append(medium.journals().shared(name), Fixtures.batch("before"));
      }
      Files.write(
          Tree.journal(directory, name), Fixtures.bytes(k, 1 + k % 60), StandardOpenOption.APPEND);
      try (Medium medium = Media.file(files.path(directory))) {
        files.fail(fault);
        appendAll(medium, name, told);
        files.heal();
      }
      check(name, told);
    } while (fault.fired());
    assertThat(k).isGreaterThan(20);
  }

  private static void appendAll(Medium medium, String name, Told told) {
    Journal journal;
    try {
      journal = medium.journals().shared(name);
    } catch (StorageFailedException e) {
      return; // it could not be looked at
    }
    told.append(journal, batch(Durability.POWER, "a", "b"));
    told.append(journal, batch(Durability.PROCESS, "c"));
    told.append(journal, batch(Durability.POWER, "d", "e", "f"));
    told.append(journal, batch(Durability.POWER, "g"));
  }

  private static Batch batch(Durability durability, String... payloads) {
    return Fixtures.batch(Batch.ANY, durability, payloads);
  }

  private void check(String name, Told told) {
    try (Medium medium = Media.file(directory)) {
      Journal journal = medium.journals().shared(name);
      assertThat(Fixtures.texts(journal.read(1))).isIn(told.allowed());
      List<String> wanted = new ArrayList<>(told.acknowledged);
      if (told.unknown != null) {
        journal.append(told.unknown); // there or not, afterwards it is there once
        wanted.addAll(Told.texts(told.unknown));
      }
      journal.append(batch(Durability.POWER, "z"));
      wanted.add("z");
      assertThat(Fixtures.texts(journal.read(1))).isEqualTo(wanted);
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void givesUpAnOwnedJournalWhateverFails(Faults faults) {
    KthFault fault;
    int k = 0;
    do {
      fault = faults.kth().apply(++k);
      try (Medium medium = Media.file(files.path(directory))) {
        files.fail(fault);
        ownAndClose(medium);
        files.heal();
        medium.journals().owned("run-1").close();
      }
      assertThat(files.openChannels()).isZero();
    } while (fault.fired());
    assertThat(k).isGreaterThan(3);
  }

  private static void ownAndClose(Medium medium) {
    try (Journal journal = medium.journals().owned("run-1")) {
      journal.append(batch(Durability.PROCESS, "x"));
    } catch (LifecycleException e) {
      assertThat(e).isInstanceOfAny(StorageFailedException.class, UnknownOutcomeException.class);
    }
  }

  @Test
  void closesEverythingThoughAForceFails() {
    Medium medium = Media.file(files.path(directory));
    for (int i = 0; i < 3; i++) {
      medium.journals().shared("log-" + i).append(batch(Durability.PROCESS, "x"));
      medium.journals().owned("run-" + i).append(batch(Durability.PROCESS, "x"));
    }
    files.fail((operation, path) -> operation == Operation.FORCE ? new IOException("dead") : null);
    assertThatThrownBy(medium::close)
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessageContaining(": dead");
    assertThat(files.openChannels()).isZero();
    files.heal();
    try (Medium again = Media.file(files.path(directory))) {
      again.journals().owned("run-0").append(batch(Durability.PROCESS, "y"));
    }
  }

  @Test
  void appendsNothingMoreOnceAForceFailed() {
    try (Medium medium = Media.file(files.path(directory))) {
      Journal journal = medium.journals().shared("log");
      journal.append(batch(Durability.POWER, "a"));
      failForces();
      Path file = Tree.room(directory, "log");
      assertThatThrownBy(() -> journal.append(batch(Durability.POWER, "b")))
          .isInstanceOf(UnknownOutcomeException.class)
          .hasMessage("Cannot force journal " + file + ": dead (reopen, then read)");
      files.heal();
      for (Journal other : List.of(journal, medium.journals().shared("log"))) {
        assertThatThrownBy(() -> other.append(batch(Durability.PROCESS, "c")))
            .isInstanceOf(StorageFailedException.class)
            .hasMessage("Cannot write journal %s: an earlier write failed (reopen the home)", file);
      }
      medium.journals().shared("other").append(batch(Durability.POWER, "x"));
    }
    try (Medium medium = Media.file(directory)) {
      medium.journals().shared("log").append(batch(Durability.POWER, "d"));
    }
  }

  @Test
  void cutsATornTailOnceTheDiskForcesAgain() throws IOException {
    try (Medium medium = Media.file(directory)) {
      medium.journals().shared("log").append(batch(Durability.PROCESS, "a"));
    }
    Path file = Tree.room(directory, "log");
    Files.write(Tree.journal(directory, "log"), new byte[9], StandardOpenOption.APPEND);
    try (Medium medium = Media.file(files.path(directory))) {
      Journal journal = medium.journals().shared("log");
      failForces();
      assertThatThrownBy(() -> journal.append(batch(Durability.PROCESS, "b")))
          .isInstanceOf(StorageFailedException.class)
          .hasMessage("Cannot write journal " + file + ": dead");
      files.heal();
      assertThat(journal.append(batch(Durability.PROCESS, "c"))).isEqualTo(2);
      assertThat(Fixtures.texts(journal.read(1))).containsExactly("a", "c");
    }
  }

  private void failForces() {
    files.fail((operation, path) -> operation == Operation.FORCE ? new IOException("dead") : null);
  }

  /** Not even cutting it off again works, so the frame may be whole. */
  @Test
  void doesNotSayThatNothingWasAppendedWhenItCannotCutIt() {
    try (Medium medium = Media.file(files.path(directory))) {
      Journal journal = medium.journals().shared("log");
      journal.append(batch(Durability.POWER, "a"));
      files.fail(
          (operation, path) ->
              switch (operation) {
                case WRITE -> new LateFault("late");
                case TRUNCATE -> new IOException("stuck");
                default -> null;
              });
      Batch batch = batch(Durability.POWER, "b");
      assertThatThrownBy(() -> journal.append(batch))
          .isInstanceOf(UnknownOutcomeException.class)
          .hasMessageContaining("late");
      files.heal();
      assertThatThrownBy(() -> journal.append(batch(Durability.POWER, "c")))
          .isInstanceOf(StorageFailedException.class);
    }
  }

  /** To note where a journal ends saves reading; what was acknowledged is there without it. */
  @Test
  void closesOnAFullDisk() {
    Medium medium = Media.file(files.path(directory));
    medium.journals().shared("log").append(batch(Durability.POWER, "a"));
    medium.journals().owned("run").append(batch(Durability.POWER, "b"));
    AtomicInteger refused = new AtomicInteger();
    files.fail(
        (operation, path) -> {
          if (operation != Operation.WRITE) {
            return null;
          }
          refused.incrementAndGet();
          return new IOException("No space left");
        });
    medium.close();
    assertThat(refused.get()).isGreaterThan(1);
    assertThat(files.openChannels()).isZero();
    files.heal();
    try (Medium again = Media.file(files.path(directory))) {
      assertThat(Fixtures.texts(again.journals().shared("log").read(1))).containsExactly("a");
      assertThat(Fixtures.texts(again.journals().owned("run").read(1))).containsExactly("b");
    }
  }

  @Test
  void goesOnWhenTheDiskHasSpaceAgain() {
    try (Medium medium = Media.file(files.path(directory))) {
      Journal journal = medium.journals().shared("log");
      journal.append(batch(Durability.POWER, "a"));
      files.fail(
          (operation, path) ->
              operation == Operation.WRITE ? new LateFault("No space left", 0.3) : null);
      assertThatThrownBy(() -> journal.append(batch(Durability.POWER, "b")))
          .isInstanceOf(StorageFailedException.class)
          .hasMessage("Cannot write journal " + Tree.room(directory, "log") + ": No space left");
      assertThat(Fixtures.texts(journal.read(1))).containsExactly("a");
      files.heal();
      assertThat(journal.append(batch(Durability.POWER, "c"))).isEqualTo(2);
    }
  }
}
