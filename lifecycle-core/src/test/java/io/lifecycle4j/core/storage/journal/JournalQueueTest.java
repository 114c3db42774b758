package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Who gives a journal up takes no thread for it, but for what is to be written; and groups are
 * waited for, but not for ever.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
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
    Append append = new Append(batch);
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

  /** A journal whose last force was asked for by so many. */
  private static JournalQueue afterForceFor(
      int count, JournalThreads threads, Consumer<List<Append>> writer) {
    CountDownLatch added = new CountDownLatch(1);
    JournalQueue queue =
        new JournalQueue(
            threads,
            group -> {
              awaitUninterruptibly(added); // the first group is written when all others wait
              writer.accept(group);
            });
    queue.offer(forced(), true);
    for (int i = 0; i < count; i++) {
      queue.offer(forced(), true);
    }
    added.countDown();
    queue.call(() -> true);
    return queue;
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Append forced() {
    Batch batch = Batch.of(new byte[1], Durability.POWER);
    return new Append(batch);
  }

  @Test
  void waitsForNoAppendWhenOtherWorkIsNext() {
    JournalQueue busy = afterForceFor(3, threads, written::addAll);
    int before = written.size();

    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(1);
    Thread first =
        new Thread(
            () ->
                busy.call(
                    () -> {
                      begun.countDown();
                      awaitUninterruptibly(held);
                      return true;
                    }));
    first.start();
    awaitUninterruptibly(begun);
    busy.offer(forced(), true);
    AtomicInteger seen = new AtomicInteger();
    Thread behind = new Thread(() -> seen.set(busy.call(written::size)));
    behind.start();
    while (behind.getState() != Thread.State.WAITING) { // it is in the queue
      Thread.onSpinWait();
    }
    held.countDown();
    join(behind);
    assertThat(seen).hasValue(before + 1);
  }

  @Test
  void writesAnAppendThatNoOtherFollows() {
    JournalQueue busy = afterForceFor(3, threads, written::addAll);
    int before = written.size();
    busy.offer(forced(), true);
    while (written.size() == before) {
      Thread.onSpinWait();
    }
    assertThat(written).hasSize(before + 1);
  }

  @Test
  void tellsOfAnErrorAndGoesOn() {
    JournalQueue failing =
        new JournalQueue(
            threads,
            group -> {
              written.addAll(group);
              throw new OutOfMemoryError("on purpose");
            });
    for (int i = 0; i < 2; i++) {
      Append append = forced();
      failing.add(append);
      assertThatThrownBy(append::join).hasCauseInstanceOf(OutOfMemoryError.class);
    }
    assertThat(written).hasSize(2);
    assertThat(failing.call(() -> true)).isTrue();
  }
}
