package io.lifecycle4j.core.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.LoggedLines;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SafeLockTest {
  private static final Duration PATIENCE = Duration.ofMillis(20);

  /** What a lock guards. Its methods take the lock, and may leave it. */
  private static final class Guarded {
    final SafeLock lock;
    final List<String> errors = new CopyOnWriteArrayList<>();
    int count;

    Guarded(Duration patience) {
      this.lock = new SafeLock(Guarded.class, patience, LoggedLines.of("error", errors));
    }

    void leave() {
      lock.lock(); // as if no finally were run
    }

    void holdUntil(CountDownLatch begun, CountDownLatch released) {
      lock.lock();
      try {
        begun.countDown();
        await(released);
        count++;
      } finally {
        lock.unlock();
      }
    }

    void add() {
      lock.lock();
      try {
        count++;
      } finally {
        lock.unlock();
      }
    }

    boolean tryAdd() {
      if (!lock.tryLock()) {
        return false;
      }
      try {
        count++;
        return true;
      } finally {
        lock.unlock();
      }
    }
  }

  private final Guarded guarded = new Guarded(PATIENCE);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void release() {
    released.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work);
    thread.start();
    return thread;
  }

  @Test
  void isTakenFromAThreadThatDied() throws Exception {
    start(guarded::leave).join();
    guarded.add();
    guarded.add();
    assertThat(guarded.count).isEqualTo(2);
    assertThat(guarded.lock.isLocked()).isFalse();
    assertThat(guarded.errors)
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("A lock of Guarded was left by the thread Thread[")
        .endsWith("which had no memory to give it back; others have it now");
  }

  @Test
  void isTakenFromAThreadThatWentElsewhere() {
    Thread elsewhere =
        start(
            () -> {
              guarded.leave();
              begun.countDown();
              await(released);
            });
    await(begun);
    guarded.add();
    assertThat(elsewhere.isAlive()).isTrue();
    assertThat(guarded.tryAdd()).isTrue();
  }

  @Test
  void isTakenByWhoOnlyTries() throws Exception {
    start(guarded::leave).join();
    assertThat(guarded.tryAdd()).as("not before it was held for long").isFalse();
    int tries = 1;
    while (!guarded.tryAdd()) {
      tries++;
      Thread.onSpinWait();
    }
    assertThat(tries).isGreaterThan(1);
    assertThat(guarded.count).isEqualTo(1);
    assertThat(guarded.lock.isLocked()).as("it is held once, and given back").isFalse();
  }

  @Test
  void isLeftToWhoHoldsItHoweverLong() throws Exception {
    Thread holder = start(() -> guarded.holdUntil(begun, released));
    await(begun);
    AtomicInteger before = new AtomicInteger(-1);
    Thread waiting =
        start(
            () -> {
              guarded.lock.lock();
              before.set(guarded.count);
              guarded.lock.unlock();
            });
    long end = System.nanoTime() + 10 * PATIENCE.toNanos();
    while (System.nanoTime() - end < 0) {
      assertThat(guarded.tryAdd()).isFalse();
    }
    released.countDown();
    waiting.join();
    holder.join();
    assertThat(before).hasValue(1);
    assertThat(guarded.tryAdd()).isTrue();
  }

  @Test
  void isTakenByOneAtATime() throws Exception {
    start(guarded::leave).join();
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          start(
              () -> {
                for (int j = 0; j < 2_000; j++) {
                  guarded.add();
                }
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(guarded.count).isEqualTo(8_000);
  }

  @Test
  void isWaitedForNoLongerThanIsSaid() throws Exception {
    Thread holder = start(() -> guarded.holdUntil(begun, released));
    await(begun);
    long begin = System.nanoTime();
    assertThat(guarded.lock.tryLock(Duration.ofMillis(50))).isFalse();
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(50_000_000);
    released.countDown();
    holder.join();
    assertThat(guarded.lock.tryLock(Duration.ofMillis(50))).isTrue();
  }

  @Test
  void isWaitedForNoLongerThanIsSaidHoweverLongItsPatience() throws Exception {
    Guarded patient = new Guarded(Duration.ofSeconds(50));
    Thread holder = start(() -> patient.holdUntil(begun, released));
    await(begun);
    long begin = System.nanoTime();
    assertThat(patient.lock.tryLock(Duration.ofMillis(1))).isFalse();
    assertThat(System.nanoTime() - begin).isLessThan(Duration.ofSeconds(40).toNanos());
    released.countDown();
    holder.join();
  }

  @Test
  void isTakenFromAThreadThatDiedByWhoWaitsForATime() throws Exception {
    start(guarded::leave).join();
    assertThat(guarded.lock.tryLock(Duration.ofSeconds(50))).isTrue();
    guarded.lock.unlock();
    assertThat(guarded.lock.isLocked()).isFalse();
  }

  @Test
  void isTakenAgainByWhoHasIt() {
    guarded.lock.lock();
    guarded.add();
    assertThat(guarded.lock.isLocked()).isTrue();
    guarded.lock.unlock();
    assertThat(guarded.lock.isLocked()).isFalse();
    assertThatThrownBy(guarded.lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  void keepsAnInterruptOfWhoWaits() throws Exception {
    Thread.currentThread().interrupt();
    guarded.add();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThatThrownBy(guarded.lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(guarded.lock.isLocked()).isFalse();
  }
}
