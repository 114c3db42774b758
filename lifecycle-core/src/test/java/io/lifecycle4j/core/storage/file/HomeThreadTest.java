package io.lifecycle4j.core.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.crashkit.ShortStack;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HomeThreadTest {
  /** The thread that does a task, when it has done it. */
  private static Thread worker(Runnable task) throws InterruptedException {
    ConcurrentLinkedQueue<Thread> worker = new ConcurrentLinkedQueue<>();
    CountDownLatch done = new CountDownLatch(1);
    HomeThread.execute(
        () -> {
          worker.add(Thread.currentThread());
          done.countDown();
          task.run();
        });
    done.await();
    return worker.remove();
  }

  private static Thread awaitIdle(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
      Thread.onSpinWait();
    }
    return thread;
  }

  /** What this needs a few times at most: after 50 ms without a task a thread ends. */
  @Test
  void doesTheNextTaskIfItIsIdle() throws InterruptedException {
    boolean again = false;
    for (int tries = 0; tries < 1_000 && !again; tries++) {
      Thread first = awaitIdle(worker(() -> {}));
      again = worker(() -> {}) == first;
    }
    assertThat(again).isTrue();
  }

  @Test
  void leavesATaskToAnotherWhileItIsBusy() throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    Thread busy = worker(() -> awaitUninterrupted(over));
    assertThat(worker(() -> {})).isNotSameAs(busy);
    over.countDown();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void endsWhenNoTaskComes() throws InterruptedException {
    Thread thread = worker(() -> {});
    thread.join();
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void doesEveryTaskOnceOfManyThatComeTogether() throws InterruptedException {
    int tasks = 20_000;
    AtomicInteger done = new AtomicInteger();
    List<Thread> callers =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          for (int task = 0; task < tasks / 4; task++) {
                            HomeThread.execute(done::incrementAndGet);
                          }
                        }))
            .toList();
    callers.forEach(Thread::start);
    for (Thread caller : callers) {
      caller.join();
    }
    while (done.get() < tasks) {
      Thread.onSpinWait();
    }
    assertThat(done).hasValue(tasks);
  }

  /** Of a pool of the JDK one of these errors leaves the lock behind. */
  @Test
  void goesOnWhereverTheStackOfACallerEnds() throws Exception {
    AtomicInteger done = new AtomicInteger();
    HomeThreads.run(done::incrementAndGet);
    int errors = ShortStack.times(() -> HomeThread.execute(done::incrementAndGet));
    assertThat(errors).as("errors").isGreaterThan(1);
    int before = done.get();
    HomeThreads.run(done::incrementAndGet);
    assertThat(done.get()).isGreaterThan(before);
  }

  @Test
  void anotherTakesItsPlaceWhenATaskEndsItWithAnError() throws IOException, InterruptedException {
    Thread failed =
        worker(
            () -> {
              Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
              throw new OutOfMemoryError("made by the test");
            });
    failed.join();
    AtomicInteger done = new AtomicInteger();
    HomeThreads.run(done::incrementAndGet);
    assertThat(done).hasValue(1);
  }
}
