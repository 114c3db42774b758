package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.Appending;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What waits while the device is at work goes to it together, as much as fits into memory. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GroupCommitTest {
  private static final int CALLERS = 40;
  private static final int MIB = 1 << 20;
  private static final int LARGE = 20;

  @TempDir private Path directory;
  private final FaultyFileSystem files = new FaultyFileSystem();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);
  private final AtomicInteger forces = new AtomicInteger();
  private final AtomicInteger writes = new AtomicInteger();
  private Medium medium;
  private Journal journal;

  @BeforeEach
  void openJournalWhoseNextForceIsHeld() {
    medium = Media.file(files.path(directory));
    journal = medium.journals().owned("log");
    journal.append(one());
    files.fail(this::hold);
  }

  @AfterEach
  void close() {
    held.countDown();
    medium.close();
  }

  private @Nullable IOException hold(Operation operation, Path path) {
    if (operation == Operation.FORCE && path.toString().endsWith(".l4j")) {
      forces.incrementAndGet();
      begun.countDown();
      await(held);
    }
    writes.addAndGet(operation == Operation.WRITE ? 1 : 0);
    return null;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Batch one() {
    return Batch.of(new byte[1], Durability.POWER);
  }

  @Test
  void sharesOneForceAmongAllThatWaitForTheDevice() throws InterruptedException {
    CompletableFuture<Long> first = Appending.begin(journal, one());
    await(begun);
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      Thread caller = new Thread(() -> journal.append(one()));
      caller.start();
      callers.add(caller);
    }
    for (Thread caller : callers) {
      while (!Appending.waits(caller)) { // it is in the queue
        Thread.onSpinWait();
      }
    }
    held.countDown();
    for (Thread caller : callers) {
      caller.join();
    }

    assertThat(first.join()).isEqualTo(2);
    assertThat(journal.sequence()).isEqualTo(2 + CALLERS);
    assertThat(forces).hasValue(2); // that which was held, and one for all others
  }

  @Test
  void writesWhatWaitsInGroupsThatFitIntoMemory() {
    List<CompletableFuture<Long>> taken = new ArrayList<>();
    taken.add(Appending.begin(journal, one()));
    await(begun);
    for (int i = 0; i < LARGE; i++) {
      taken.add(Appending.begin(journal, Batch.of(new byte[MIB], Durability.PROCESS)));
    }
    writes.set(0);
    held.countDown();
    for (int i = 0; i < taken.size(); i++) {
      assertThat(taken.get(i).join()).isEqualTo(2 + i);
    }
    int mostOfAGroup = JournalQueue.MOST_BYTES / MIB;
    assertThat(writes.get()).isGreaterThanOrEqualTo(LARGE / mostOfAGroup);
  }
}
