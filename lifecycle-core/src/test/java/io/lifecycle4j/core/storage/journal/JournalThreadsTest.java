package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JournalThreadsTest {
  private static final int MORE_THAN_THERE_ARE = 40;

  @Test
  void goesOnWhateverTasksThrow() throws InterruptedException {
    try (JournalThreads threads = new JournalThreads()) {
      for (int i = 0; i < MORE_THAN_THERE_ARE; i++) {
        threads.execute(
            () -> {
              throw new OutOfMemoryError("none left");
            });
      }
      CountDownLatch done = new CountDownLatch(1);
      threads.execute(done::countDown);
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void leavesUndoneWhatMayBeOnceItIsClosed() {
    JournalThreads threads = new JournalThreads();
    threads.close();
    assertThat(threads.ifFree(() -> {})).isFalse();
  }
}
