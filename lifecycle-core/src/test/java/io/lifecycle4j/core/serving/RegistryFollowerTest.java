package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.Failures;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class RegistryFollowerTest {
  private static final Duration WAIT = Duration.ofMillis(10);
  private static final Duration NEVER = Rounds.UNTIL_WOKEN;

  private final Medium medium = Media.memory();
  private final ModelRegistry registry =
      Registries.over(medium, InstantSource.fixed(Fixtures.TIME));
  private final BlockingQueue<Long> heard = new LinkedBlockingQueue<>();
  private RegistryFollower follower = new RegistryFollower(registry, WAIT);

  @AfterEach
  void close() {
    follower.close();
    registry.close();
    medium.close();
  }

  private RegistryFollower.Following follow(Supplier<Duration> changed) {
    return follower.follow("fraud", changed);
  }

  private Duration hear() {
    heard.add(registry.refresh());
    return NEVER;
  }

  private void register() {
    NamedContent weights = new NamedContent("weights", Content.of("weights"));
    StoredFile file = registry.put(weights);
    registry.register("fraud", Fixtures.model(file), Fixtures.ALICE, "For the test");
  }

  /** Waits until a call sees an entry; there may be one more that sees what was seen before. */
  private void awaitCall(long sequence) throws InterruptedException {
    long seen = -1;
    while (seen < sequence) {
      Long next = heard.poll(20, TimeUnit.SECONDS);
      assertThat(next).as("a call within 20 seconds").isNotNull();
      seen = next == null ? sequence : next;
    }
    assertThat(seen).isEqualTo(sequence);
  }

  @Test
  void callsForWhatWasThereBeforeAndForWhatComes() throws Exception {
    register();
    follow(this::hear);
    awaitCall(1);
    register();
    awaitCall(2);
    register();
    awaitCall(3);
  }

  @Test
  void hearsOfWhatAnotherOpeningWrites() throws Exception {
    ModelRegistry other = Registries.over(medium, InstantSource.fixed(Fixtures.TIME));
    follower = new RegistryFollower(other, WAIT);
    follow(
        () -> {
          heard.add((long) other.versions("fraud").size()); // without reading to the head
          return NEVER;
        });
    register();
    awaitCall(1);
    register();
    awaitCall(2);
    other.close();
  }

  @ParameterizedTest
  @EnumSource(Failures.class)
  void callsAgainUntilACallSucceeds(Failures failure) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    follow(
        () -> {
          if (calls.incrementAndGet() <= 3) {
            failure.fail();
          }
          return hear();
        });
    awaitCall(0);
    register();
    awaitCall(1);
  }

  @ParameterizedTest
  @EnumSource(Failures.class)
  void hearsOfNewsAtOnceWhateverACallThrew(Failures failure) throws Exception {
    follower = new RegistryFollower(registry, Duration.ofHours(1));
    follow(
        () -> {
          hear();
          failure.fail();
          return NEVER;
        });
    awaitCall(0);
    for (long sequence = 1; sequence <= 4; sequence++) {
      register(); // the retry would come much later
      awaitCall(sequence);
    }
  }

  @Test
  void callsAnotherModelThoughOneFails() throws Exception {
    follower = new RegistryFollower(registry, Duration.ofHours(1));
    follow(
        () -> {
          throw new StackOverflowError("made by the test");
        });
    follow(this::hear);
    awaitCall(0);
    register();
    awaitCall(1);
  }

  @Test
  void triesAgainWithinASecondHoweverLongItFailed() throws Exception {
    AtomicInteger failures = new AtomicInteger(9); // 10 ms doubled eight times are 2.5 s
    CountDownLatch failed = new CountDownLatch(9);
    follow(
        () -> {
          if (failures.getAndDecrement() > 0) {
            failed.countDown();
            Failures.STORAGE.fail();
          }
          return hear();
        });
    failed.await();
    long begin = System.nanoTime();
    awaitCall(0);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(1_900));
  }

  @Test
  void triesAgainMoreAndMoreSeldom() throws Exception {
    CountDownLatch failed = new CountDownLatch(6);
    long begin = System.nanoTime();
    follow(
        () -> {
          failed.countDown();
          Failures.STORAGE.fail();
          return NEVER;
        });
    failed.await();
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .as("the waits before the sixth attempt")
        .isGreaterThanOrEqualTo(WAIT.multipliedBy(1 + 2 + 4 + 8 + 16));
  }

  @Test
  void callsWhenTheModelWantsItWithoutNews() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    follow(
        () -> {
          int call = calls.incrementAndGet();
          hear();
          return call < 3 ? WAIT : NEVER;
        });
    for (int i = 0; i < 3; i++) {
      awaitCall(0);
    }
    assertThat(calls).hasValue(3);
  }

  @Test
  void callsWhenItIsWoken() throws Exception {
    RegistryFollower.Following following = follow(this::hear);
    awaitCall(0);
    following.wake();
    awaitCall(0);
  }

  @Test
  void callsNoModelThatIsClosed() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    follow(
            () -> {
              calls.incrementAndGet();
              return WAIT;
            })
        .close();
    int before = calls.get();
    follow(this::hear);
    awaitCall(0);
    register();
    awaitCall(1);
    assertThat(calls.get()).isLessThanOrEqualTo(before + 1); // one may have been under way
  }

  @Test
  void followsAllModelsOnOneThread() throws Exception {
    for (int i = 0; i < 5; i++) {
      follow(this::hear);
      awaitCall(0);
    }
    assertThat(followers()).isEqualTo(1);
    follower.close();
    follower.close();
    assertThat(followers()).isZero();
  }

  @Test
  void keepsTheInterruptOfWhoCloses() {
    follow(() -> NEVER);
    Thread.currentThread().interrupt();
    follower.close();
    assertThat(Thread.interrupted()).isTrue();
  }

  private static long followers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("lifecycle4j-follow"))
        .count();
  }
}
