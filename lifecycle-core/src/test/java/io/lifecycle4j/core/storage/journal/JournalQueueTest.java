package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.storage.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gives a journal up takes no thread for it, but for what is to be written. */
@Timeout(60)
class JournalQueueTest {
  private static final int TRIES = 10;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final JournalThreads threads = new JournalThreads();
  private final List<Append> written = Collections.synchronizedList(new ArrayList<>());
  private final JournalQueue queue = new JournalQueue(threads, written::addAll);
  private final List<Thread> here = new ArrayList<>();

  @AfterEach
  void close() {
    threads.close();
  }

  private boolean here() {
    return queue.here(() -> true, () -> here.add(Thread.currentThread()));
  }

  @Test
  void worksOnTheThreadOfTheCallerWhileNobodyElseIsAtWork() {
    assertThat(here()).isTrue();
    assertThat(here).containsExactly(Thread.currentThread());
  }

  @Test
  void doesNothingHereWithoutItsConditionOrBesideItsOwnThread() {
    assertThat(queue.here(() -> false, () -> here.add(Thread.currentThread()))).isFalse();
    queue.call(() -> true); // its thread stays for a while
    assertThat(here()).isFalse();
    assertThat(here).isEmpty();
  }

  @Test
  void doesWhatCameWhileTheCallerWasAtWork() {
    Batch batch = Fixtures.batch("later");
    Append append = new Append(batch, JournalChecks.size(batch));
    assertThat(queue.here(() -> true, () -> queue.add(append))).isTrue();
    long end = System.nanoTime() + LIMIT.toNanos();
    while (written.isEmpty() && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    assertThat(written).containsExactly(append);
  }

  @Test
  void letsItsThreadGoAtOnceWhenNothingMoreIsToCome() {
    Duration best = Duration.ofDays(1);
    for (int i = 0; i < TRIES; i++) {
      JournalQueue other = new JournalQueue(threads, written::addAll);
      other.call(
          () -> {
            other.leave();
            return true;
          });
      long begin = System.nanoTime();
      while (!other.here(() -> true, () -> {})) {
        Thread.onSpinWait();
      }
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      best = took.compareTo(best) < 0 ? took : best;
    }
    assertThat(best).isLessThan(Duration.ofMillis(50)); // it would look a hundred times
  }
}
