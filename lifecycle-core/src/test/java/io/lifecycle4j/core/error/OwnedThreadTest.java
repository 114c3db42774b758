package io.lifecycle4j.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OwnedThreadTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  private final CountDownLatch released = new CountDownLatch(1);
  private final OwnedThread thread =
      new OwnedThread(
          "test",
          () -> {
            try {
              released.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });

  @AfterEach
  void release() {
    released.countDown();
  }

  @Test
  void isADaemonThatKeepsNoClassLoaderOfWhoStartsIt() throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader application = new URLClassLoader(new URL[0])) {
      Thread.currentThread().setContextClassLoader(application);
      Thread other = OwnedThread.named("test").newThread(released::countDown);
      assertThat(other.getContextClassLoader()).isSameAs(OwnedThread.class.getClassLoader());
      assertThat(other.isDaemon()).isTrue();
      assertThat(other.getName()).isEqualTo("lifecycle4j-test");
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void isWaitedForNoLongerThanIsSaid() {
    assertThat(thread.begin()).isTrue();
    long begin = System.nanoTime();
    assertThat(thread.awaitEnd(Duration.ofMillis(30))).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofMillis(29), LONG);
    released.countDown();
    assertThat(thread.awaitEnd(LONG)).isTrue();
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void keepsAnInterruptOfWhoWaits() {
    assertThat(thread.begin()).isTrue();
    Thread.currentThread().interrupt();
    assertThat(thread.awaitEnd(Duration.ofMillis(5))).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(thread.awaitEnd(Duration.ofMillis(5))).isFalse();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void isNotWaitedForInACallback() {
    assertThat(thread.begin()).isTrue();
    Callbacks.run(
        () -> {
          Callbacks.run(() -> assertThat(Callbacks.isInside()).isTrue());
          assertThat(thread.awaitEnd(LONG)).isTrue();
        });
    assertThat(Callbacks.isInside()).isFalse();
    assertThat(Callbacks.<Boolean>call(() -> Callbacks.call(() -> true) && Callbacks.isInside()))
        .isTrue();
    assertThat(Callbacks.isInside()).isFalse();
    assertThat(thread.isAlive()).isTrue();
  }
}
