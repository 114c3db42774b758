package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.LateFault;
import io.lifecycle4j.crashkit.MemoryFileSystem;
import io.lifecycle4j.crashkit.PowerCut;
import io.lifecycle4j.crashkit.ShortStack;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an error of the virtual machine does to an append, depending on how far it had come. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JournalErrorsTest {
  private static final String SEGMENT = ".l4j";

  private final Disk disk = new Disk();
  private final FaultyFileSystem files = new FaultyFileSystem(new MemoryFileSystem(disk));
  private final Batch batch = Fixtures.batch(Batch.ANY, Durability.POWER, "one", "two");
  private Medium medium;

  @BeforeEach
  void open() {
    medium = Media.file(files.getPath("/home"));
  }

  @AfterEach
  void close() {
    medium.close();
  }

  private Journal begun(boolean owned) {
    Journal journal = opened(medium, owned);
    journal.append(Fixtures.batch("zero"));
    return journal;
  }

  private static Journal opened(Medium medium, boolean owned) {
    return owned ? medium.journals().owned("log") : medium.journals().shared("log");
  }

  /** Has the next operation of a kind on a segment or a lock fail once. */
  private void failOnce(Operation wanted, Supplier<IOException> fault) {
    AtomicBoolean failed = new AtomicBoolean();
    files.fail(
        (operation, path) ->
            operation == wanted && isOfJournal(path) && !failed.getAndSet(true)
                ? fault.get()
                : null);
  }

  private static boolean isOfJournal(Path path) {
    return path.toString().endsWith(SEGMENT) || path.endsWith("lock");
  }

  private static @Nullable IOException outOfMemory() {
    throw new OutOfMemoryError("on purpose");
  }

  @Test
  void leavesAJournalWorkingThatWasNotWrittenTo() {
    Journal journal = begun(false);
    failOnce(Operation.LOCK, JournalErrorsTest::outOfMemory);
    assertThatThrownBy(() -> journal.append(batch))
        .isInstanceOf(StorageFailedException.class)
        .hasMessageContaining("OutOfMemoryError: on purpose (nothing was written)");
    assertThat(journal.append(batch)).isEqualTo(3);
  }

  @Test
  void leavesAJournalWorkingOfWhichAWriteDidNotHappen() {
    Journal journal = begun(false);
    failOnce(Operation.WRITE, JournalErrorsTest::outOfMemory);
    assertThatThrownBy(() -> journal.append(batch))
        .isInstanceOf(StorageFailedException.class)
        .hasMessageContaining("OutOfMemoryError: on purpose");
    assertThat(journal.append(batch)).isEqualTo(3);
  }

  @Test
  void keepsWhatWasWrittenWhenAnErrorCame() {
    Journal journal = begun(false);
    failOnce(Operation.WRITE, () -> new LateFault(new StackOverflowError("on purpose")));
    assertThat(journal.append(batch)).isEqualTo(3);
    assertThat(journal.append(batch)).isEqualTo(3); // it knows the token
    assertThat(Fixtures.texts(journal.read(1))).containsExactly("zero", "one", "two");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void writesAgainWhatAnErrorKeptFromBeingForced(boolean owned) {
    Journal journal = begun(owned);
    failOnce(Operation.FORCE, JournalErrorsTest::outOfMemory);
    assertThatThrownBy(() -> journal.append(batch))
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessageContaining("OutOfMemoryError: on purpose");
    assertThat(Fixtures.texts(journal.read(1))).containsExactly("zero", "one", "two");
    assertThat(journal.append(batch)).isEqualTo(3); // it knows the token
    assertThat(Fixtures.texts(journal.read(1))).containsExactly("zero", "one", "two");
    for (int seed = 1; seed <= 20; seed++) {
      assertThat(leftAfterAPowerCut(owned, seed)).containsExactly("zero", "one", "two");
    }
  }

  private List<String> leftAfterAPowerCut(boolean owned, int seed) {
    Disk left = PowerCut.of(new Disk(), disk, new Random(seed));
    try (Medium again = Media.file(new MemoryFileSystem(left).getPath("/home"))) {
      return Fixtures.texts(opened(again, owned).read(1));
    }
  }

  @Test
  void appendsNothingAsLongAsErrorsGoOn() {
    Journal journal = begun(false);
    files.fail(
        (operation, path) ->
            operation == Operation.FORCE && isOfJournal(path) ? outOfMemory() : null);
    assertThatThrownBy(() -> journal.append(batch)).isInstanceOf(UnknownOutcomeException.class);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> journal.append(batch))
          .isInstanceOf(StorageFailedException.class)
          .hasMessageContaining("OutOfMemoryError: on purpose (nothing was written)");
    }
    files.heal();
    assertThat(journal.append(batch)).isEqualTo(3);
  }

  @Test
  void ownsAJournalAgainThatAnErrorKeptFromBeingOwned() {
    begun(true).close();
    for (Operation operation : List.of(Operation.LOCK, Operation.READ)) {
      failOnce(operation, JournalErrorsTest::outOfMemory);
      try {
        medium.journals().owned("log").close();
      } catch (StorageFailedException e) {
        assertThat(e).hasMessageContaining("on purpose");
      }
    }
    files.heal(); // where nothing had to be read, nothing failed
    Journal journal = medium.journals().owned("log");
    assertThat(journal.append(batch)).isEqualTo(3);
  }

  @Test
  void givesUpAJournalThatAnErrorKeptFromBeingForced() {
    Journal journal = begun(true);
    journal.append(Fixtures.batch(Batch.ANY, Durability.PROCESS, "one"));
    failOnce(Operation.FORCE, JournalErrorsTest::outOfMemory);
    assertThatThrownBy(journal::close).isInstanceOf(UnknownOutcomeException.class);
    files.heal();
    assertThat(medium.journals().isOwned("log")).isFalse();
    assertThat(medium.journals().owned("log").append(batch)).isEqualTo(4);
  }

  /** Wherever the stack ends: closing again does what is left of it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givesUpAJournalOnceMoreThatAnErrorKeptFromBeingClosed(boolean written) throws Exception {
    begun(true).close(); // all classes are there
    List<Journal> journals = new ArrayList<>();
    for (int i = 0; i < ShortStack.TIMES; i++) {
      Journal journal = medium.journals().owned("log" + i);
      if (written) {
        journal.append(Fixtures.batch(Batch.ANY, Durability.PROCESS, "one"));
      }
      journals.add(journal);
    }
    Deque<Journal> open = new ArrayDeque<>(journals);
    int errors = ShortStack.times(() -> open.remove().close());
    assertThat(errors).as("errors").isGreaterThan(1);

    journals.forEach(Journal::close);
    for (int i = 0; i < journals.size(); i++) {
      assertThat(medium.journals().isOwned("log" + i)).as("journal %d is owned", i).isFalse();
      medium.journals().owned("log" + i).append(batch);
    }
  }
}
