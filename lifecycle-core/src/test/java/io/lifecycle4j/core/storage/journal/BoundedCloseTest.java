package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storage.file.Home;
import io.lifecycle4j.crashkit.Appending;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.MemoryFileSystem;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A device that does not answer keeps nobody from closing. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("FutureReturnValueIgnored") // what hangs is left to itself
class BoundedCloseTest {
  /** So long that a busy machine closes within it what answers. */
  private static final Duration PATIENCE = Duration.ofMillis(1_500);

  /** What a busy machine may add to that. */
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final FaultyFileSystem files = new FaultyFileSystem(new MemoryFileSystem(new Disk()));
  private final Home home = Home.open(files.getPath("/home"), Set.of(), List.of());
  private final FileJournalStore journals = new FileJournalStore(home, 1 << 20, PATIENCE);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);

  @AfterEach
  void letGo() {
    held.countDown();
  }

  /** Opens a journal, an append to which hangs. */
  private CompletableFuture<Long> hang(Journal journal) throws InterruptedException {
    journal.append(Fixtures.batch("before"));
    files.fail(this::hold);
    CompletableFuture<Long> hanging =
        Appending.begin(journal, Fixtures.batch(Batch.ANY, Durability.POWER, "hangs"));
    begun.await();
    return hanging;
  }

  private @Nullable IOException hold(Operation operation, Path path) {
    if (operation == Operation.FORCE && path.toString().contains("/hanging/")) {
      begun.countDown();
      try {
        held.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return null;
  }

  @Test
  @OnlyLarger
  void closesTheOthersAndSaysWhichJournalItLeft() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      journals.owned("fine-" + i).append(Fixtures.batch("before"));
    }
    CompletableFuture<Long> hanging = hang(journals.owned("hanging"));
    long begin = System.nanoTime();
    assertThatThrownBy(journals::close)
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessageContaining("/home: the device has not responded for 1 s (left: hanging)");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMIT);

    FileJournalStore again = new FileJournalStore(home, 1 << 20, PATIENCE);
    for (int i = 0; i < 3; i++) {
      again.owned("fine-" + i);
    }
    held.countDown();
    assertThat(hanging.join()).isEqualTo(2);
    while (again.isOwned("hanging")) { // it is given up as soon as the device answers
      LockSupport.parkNanos(200_000);
    }
    assertThat(again.owned("hanging").append(Fixtures.batch("behind"))).isEqualTo(3);
    again.close();
  }

  @Test
  @OnlyLarger
  void closesOneJournalInTimeToo() throws InterruptedException {
    Journal journal = journals.owned("hanging");
    hang(journal);
    assertThatThrownBy(journal::close)
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessageContaining("(left: hanging)");
    journals.close(); // waits for it no more
  }
}
