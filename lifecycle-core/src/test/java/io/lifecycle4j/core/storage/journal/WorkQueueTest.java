package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
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
  void showsWhatIsFirstWithoutTakingIt() {
    WorkQueue queue = new WorkQueue();
    Work<Long> first = new Piece();
    Work<Long> second = new Piece();
    queue.add(first);
    queue.add(second);

    assertThat(queue.peek()).isSameAs(first);
    assertThat(queue.poll()).isSameAs(first);
    assertThat(queue.peek()).isSameAs(second);
    assertThat(queue.isEmpty()).isFalse();
  }

  @Test
  void keepsNothingThatWasTakenButTheLast() {
    WorkQueue queue = new WorkQueue();
    WeakReference<Work<?>> first = added(queue);
    Work<Long> second = new Piece();
    queue.add(second);
    assertThat(queue.poll()).isNotNull();
    assertThat(queue.poll()).isSameAs(second);

    while (first.get() != null) {
      System.gc();
      Thread.onSpinWait();
    }
    assertThat(queue.isEmpty()).isTrue();
    assertThat(second.isDone()).isFalse();
  }

  private static WeakReference<Work<?>> added(WorkQueue queue) {
    Work<Long> work = new Piece();
    queue.add(work);
    return new WeakReference<>(work);
  }
}
