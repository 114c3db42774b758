package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Durability;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkQueueTest {
  private static final int ADDERS = 4;
  private static final int EACH = 100_000;

  private static final class Numbered extends Work<Long> {
    private final int adder;
    private final int number;

    Numbered(int adder, int number) {
      this.adder = adder;
      this.number = number;
    }
  }

  private static final class Piece extends Work<Long> {}

  @Test
  void givesWhatEachThreadAddedOnceAndInItsOrder() throws InterruptedException {
    WorkQueue queue = new WorkQueue();
    CountDownLatch go = new CountDownLatch(ADDERS);
    List<Thread> adders = new ArrayList<>();
    for (int i = 0; i < ADDERS; i++) {
      int adder = i;
      Thread thread =
          new Thread(
              () -> {
                go.countDown();
                awaitAll(go);
                for (int number = 0; number < EACH; number++) {
                  queue.add(new Numbered(adder, number));
                }
              });
      adders.add(thread);
      thread.start();
    }

    int[] next = new int[ADDERS];
    for (int taken = 0; taken < ADDERS * EACH; ) {
      if (queue.poll() instanceof Numbered work) {
        assertThat(work.number).as("adder %s", work.adder).isEqualTo(next[work.adder]++);
        taken++;
      }
    }
    for (Thread thread : adders) {
      thread.join();
    }
    assertThat(Arrays.stream(next).sum()).isEqualTo(ADDERS * EACH);
    assertThat(queue.poll()).isNull();
    assertThat(queue.isEmpty()).isTrue();
  }

  private static void awaitAll(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void showsTheAppendsThatAreFirstWithoutTakingThem() {
    WorkQueue queue = new WorkQueue();
    List<Append> appends = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      appends.add(append());
      queue.add(appends.get(i));
    }
    Work<Long> other = new Piece();
    queue.add(other);
    queue.add(append());

    List<Append> seen = new ArrayList<>();
    assertThat(queue.peekAppends(seen, 2)).isEqualTo(2);
    assertThat(seen).isEqualTo(appends.subList(0, 2));
    queue.take(1);
    assertThat(queue.peekAppends(seen, 10)).as("up to other work").isEqualTo(2);
    assertThat(seen.subList(2, 4)).isEqualTo(appends.subList(1, 3));
    queue.take(2);
    assertThat(queue.peekAppends(seen, 10)).isZero();
    assertThat(queue.poll()).isSameAs(other);
    assertThat(queue.isEmpty()).isFalse();
  }

  @Test
  void givesEachAppendOnceHoweverManyAreTakenAtATime() {
    WorkQueue queue = new WorkQueue();
    List<Append> given = new ArrayList<>();
    List<Append> taken = new ArrayList<>();
    for (int round = 1; round <= 100; round++) {
      for (int i = 0; i < round; i++) {
        given.add(append());
        queue.add(given.get(given.size() - 1));
      }
      List<Append> some = new ArrayList<>();
      int seen = queue.peekAppends(some, 1 + round / 2);
      queue.take(seen);
      taken.addAll(some);
    }
    while (queue.poll() instanceof Append append) {
      taken.add(append);
    }
    assertThat(taken).isEqualTo(given);
    assertThat(queue.isEmpty()).isTrue();
  }

  private static Append append() {
    Batch batch = Batch.of(new byte[1], Durability.PROCESS);
    return new Append(batch);
  }

  /** The consumers take turns, each for a few, looking before they take. */
  @Test
  void givesEachAppendOnceToConsumersThatTakeTurns() throws InterruptedException {
    WorkQueue queue = new WorkQueue();
    Set<Append> taken = ConcurrentHashMap.newKeySet();
    AtomicBoolean running = new AtomicBoolean();
    AtomicInteger twice = new AtomicInteger();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < ADDERS; i++) {
      all.add(
          new Thread(
              () -> {
                for (int number = 0; number < EACH; number++) {
                  queue.add(append());
                }
              }));
    }
    for (int i = 0; i < 2; i++) {
      all.add(
          new Thread(
              () -> {
                while (taken.size() < ADDERS * EACH) {
                  if (running.compareAndSet(false, true)) {
                    takeSome(queue, 1 + taken.size() % 100).stream()
                        .filter(append -> !taken.add(append))
                        .forEach(append -> twice.incrementAndGet());
                    running.set(false);
                  }
                }
              }));
    }
    all.forEach(Thread::start);
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(twice).hasValue(0);
    assertThat(queue.isEmpty()).isTrue();
  }

  private static List<Append> takeSome(WorkQueue queue, int most) {
    List<Append> some = new ArrayList<>();
    queue.take(queue.peekAppends(some, most));
    if (queue.poll() instanceof Append append) {
      some.add(append);
    }
    return some;
  }

  @Test
  void leadsFromNothingThatWasTakenToWhatCameLater() throws ReflectiveOperationException {
    WorkQueue queue = new WorkQueue();
    Field taking = WorkQueue.class.getDeclaredField("taking");
    taking.setAccessible(true);
    WeakReference<Object> later = new WeakReference<>(null);
    Object old = taking.get(queue);
    for (int i = 0; i < 2_000; i++) {
      queue.add(new Piece());
      assertThat(queue.poll()).isNotNull();
      later = i == 1_000 ? new WeakReference<>(taking.get(queue)) : later;
    }
    while (later.get() != null) {
      System.gc();
      Thread.onSpinWait();
    }
    assertThat(taking.get(queue)).isNotSameAs(old);
  }

  @Test
  void keepsNothingThatWasTaken() {
    WorkQueue queue = new WorkQueue();
    WeakReference<Work<?>> first = added(queue);
    WeakReference<Work<?>> second = added(queue);
    Work<Long> third = new Piece();
    queue.add(third);
    assertThat(queue.poll()).isNotNull();
    assertThat(queue.poll()).isNotNull();

    while (first.get() != null || second.get() != null) {
      System.gc();
      Thread.onSpinWait();
    }
    assertThat(queue.isEmpty()).isFalse();
    assertThat(queue.poll()).isSameAs(third);
  }

  private static WeakReference<Work<?>> added(WorkQueue queue) {
    Work<Long> work = new Piece();
    queue.add(work);
    return new WeakReference<>(work);
  }
}
