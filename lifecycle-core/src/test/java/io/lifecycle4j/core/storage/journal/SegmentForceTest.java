package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.Medium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentForceTest {
  private static final int BATCHES = 12;
  private static final byte[] MEBIBYTE = new byte[1 << 20];

  @TempDir private Path directory;
  private final FaultyFileSystem files = new FaultyFileSystem();

  private static void append(Journal journal, Durability durability) {
    journal.append(Batch.of(MEBIBYTE, durability));
  }

  @Test
  void tellsOfAForceAheadThatFailedWithTheNextOneThatIsNeeded() throws InterruptedException {
    CountDownLatch failed = new CountDownLatch(1);
    try (Medium medium = Media.file(files.path(directory))) {
      Journal journal = medium.journals().owned("log");
      append(journal, Durability.PROCESS); // makes the segment, which is forced
      files.fail((operation, path) -> fault(operation, failed));
      for (int i = 0; i < BATCHES; i++) {
        append(journal, Durability.PROCESS);
      }
      assertThat(failed.await(1, TimeUnit.MINUTES)).isTrue();
      assertThatThrownBy(() -> append(journal, Durability.POWER))
          .isInstanceOf(UnknownOutcomeException.class)
          .hasMessageContaining("gone");
      journal.reopen();
      append(journal, Durability.POWER);
      journal.close();
    }
  }

  /** Fails the first force alone, as the kernel tells a failure once. */
  private static @Nullable IOException fault(Operation operation, CountDownLatch failed) {
    boolean first = operation == Operation.FORCE && failed.getCount() > 0;
    if (first) {
      failed.countDown();
    }
    return first ? new IOException("gone") : null;
  }

  @Test
  void forcesNothingAheadWhereOtherProcessesWriteToo() {
    AtomicInteger forces = new AtomicInteger();
    try (Medium medium = Media.file(files.path(directory))) {
      Journal journal = medium.journals().shared("log");
      append(journal, Durability.PROCESS); // makes the segment, which is forced
      files.fail(
          (operation, path) -> {
            forces.addAndGet(operation == Operation.FORCE ? 1 : 0);
            return null;
          });
      for (int i = 0; i < BATCHES; i++) {
        append(journal, Durability.PROCESS);
      }
      assertThat(forces).hasValue(0);
    }
  }
}
