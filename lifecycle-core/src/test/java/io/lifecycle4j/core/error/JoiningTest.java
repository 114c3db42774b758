package io.lifecycle4j.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JoiningTest {
  private final CountDownLatch goesOn = new CountDownLatch(1);
  private final Thread joined =
      new Thread(
          () -> {
            boolean released = false;
            while (!released) {
              try {
                goesOn.await();
                released = true;
              } catch (InterruptedException e) {
                released = false; // nobody interrupts it
              }
            }
          });

  /** Lets the thread end once another waits for it, and has an interrupt behind it. */
  private void releaseWhenWaitedForBy(Thread waiting) {
    Thread releasing =
        new Thread(
            () -> {
              while (waiting.isInterrupted() || waiting.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
              }
              goesOn.countDown();
            });
    releasing.setDaemon(true);
    releasing.start();
  }

  @Test
  void waitsOnWhenItIsInterruptedAndKeepsTheInterrupt() {
    joined.start();
    Thread.currentThread().interrupt();
    releaseWhenWaitedForBy(Thread.currentThread());
    assertThat(Joining.uninterruptibly(joined, Duration.ofSeconds(30))).isTrue();

    assertThat(joined.isAlive()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void leavesNoInterruptWhereThereWasNone() {
    joined.start();
    releaseWhenWaitedForBy(Thread.currentThread());
    assertThat(Joining.uninterruptibly(joined, Duration.ofSeconds(30))).isTrue();

    assertThat(joined.isAlive()).isFalse();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void doesNotWaitForWhatHasNotBegun() {
    assertThat(Joining.uninterruptibly(joined, Duration.ofSeconds(30))).isTrue();

    assertThat(joined.getState()).isEqualTo(Thread.State.NEW);
  }

  @Test
  void waitsNoLongerThanATimeAndKeepsTheInterrupt() {
    joined.start();
    Thread.currentThread().interrupt();
    assertThat(Joining.uninterruptibly(joined, Duration.ofMillis(20))).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Joining.uninterruptibly(joined, Duration.ofMillis(-1))).isFalse();

    goesOn.countDown();
    assertThat(Joining.uninterruptibly(joined, Duration.ofSeconds(30))).isTrue();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void waitsForATimeWithoutUsingAProcessor() throws Exception {
    joined.start();
    Thread waiting = new Thread(() -> Joining.uninterruptibly(joined, Duration.ofSeconds(50)));
    waiting.start();
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    goesOn.countDown();
    waiting.join();
  }
}
