package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class RegistryFollowerTest {
  private static final Duration WAIT = Duration.ofMillis(5);

  private final Medium medium = Media.memory();
  private final ModelRegistry registry =
      Registries.over(medium, InstantSource.fixed(Fixtures.TIME));
  private final BlockingQueue<Long> heard = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    medium.close();
  }

  private RegistryFollower follow(ModelRegistry followed, BooleanSupplier changed) {
    return new RegistryFollower("fraud", followed, changed, WAIT);
  }

  private void register() {
    NamedContent weights = new NamedContent("weights", Content.of("weights"));
    StoredFile file = registry.put(weights);
    registry.register("fraud", Fixtures.model(file), Fixtures.ALICE, "For the test");
  }

  private long awaitCall() throws InterruptedException {
    Long sequence = heard.poll(20, TimeUnit.SECONDS);
    assertThat(sequence).as("a call within 20 seconds").isNotNull();
    return sequence == null ? 0 : sequence;
  }

  @Test
  void callsForWhatWasThereBeforeAndForWhatComes() throws Exception {
    register();
    try (RegistryFollower follower = follow(registry, () -> heard.add(registry.refresh()))) {
      assertThat(follower).isNotNull();
      assertThat(awaitCall()).isEqualTo(1);
      register();
      assertThat(awaitCall()).isEqualTo(2);
      register();
      assertThat(awaitCall()).isEqualTo(3);
    }
  }

  @Test
  void callsAgainUntilACallSucceeds() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    register();
    try (RegistryFollower follower =
        follow(
            registry,
            () -> {
              switch (calls.incrementAndGet()) {
                case 1 -> throw new StorageFailedException("Cannot read weights: the disk is away");
                case 2 -> throw new IllegalStateException("Cannot close network");
                default -> heard.add(registry.refresh());
              }
              return true;
            })) {
      assertThat(follower).isNotNull();
      assertThat(awaitCall()).isEqualTo(1);
      register();
      assertThat(awaitCall()).isEqualTo(2);
      assertThat(calls).hasValue(4);
    }
  }

  @ParameterizedTest
  @EnumSource(Failures.class)
  void outlivesWhateverACallThrowsAndHearsOfNewsAtOnce(Failures failure) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    register();
    try (RegistryFollower follower =
        new RegistryFollower(
            "fraud",
            registry,
            () -> {
              heard.add(registry.refresh());
              return calls.incrementAndGet() > 3 || failure.holds();
            },
            Duration.ofHours(1))) {
      assertThat(follower).isNotNull();
      for (long sequence = 1; sequence <= 4; sequence++) {
        assertThat(awaitCall()).isEqualTo(sequence);
        register(); // the retry would come much later
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Failures.class)
  void outlivesWhateverTheRegistryThrows(Failures failure) throws Exception {
    register();
    try (RegistryFollower follower =
        follow(
            failing(new AtomicInteger(3), new CountDownLatch(3), failure),
            () -> heard.add(registry.refresh()))) {
      assertThat(follower).isNotNull();
      assertThat(awaitCall()).isEqualTo(1);
    }
  }

  @Test
  void asksARegistryThatCouldNotBeReadForLongWithinASecond() throws Exception {
    AtomicInteger failures = new AtomicInteger(9); // 5 ms doubled nine times are 2.5 s
    CountDownLatch failed = new CountDownLatch(9);
    register();
    try (RegistryFollower follower =
        follow(failing(failures, failed), () -> heard.add(registry.refresh()))) {
      assertThat(follower).isNotNull();
      failed.await();
      long begin = System.nanoTime();
      awaitCall();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(1_900));
    }
  }

  private ModelRegistry failing(AtomicInteger failures, CountDownLatch failed) {
    return failing(failures, failed, Failures.STORAGE);
  }

  /** A registry that cannot be asked for a while. */
  private ModelRegistry failing(AtomicInteger failures, CountDownLatch failed, Failures failure) {
    return (ModelRegistry)
        Proxy.newProxyInstance(
            ModelRegistry.class.getClassLoader(),
            new Class<?>[] {ModelRegistry.class},
            (proxy, method, arguments) -> {
              if (failures.getAndDecrement() > 0) {
                failed.countDown();
                failure.fail();
              }
              try {
                return method.invoke(registry, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void outlivesARegistryThatCannotBeRead() throws Exception {
    register();
    try (RegistryFollower follower =
        follow(
            failing(new AtomicInteger(3), new CountDownLatch(3)),
            () -> heard.add(registry.refresh()))) {
      assertThat(follower).isNotNull();
      assertThat(awaitCall()).isEqualTo(1);
    }
  }

  @Test
  void asksARegistryThatCannotBeReadMoreAndMoreSeldom() throws Exception {
    AtomicInteger failures = new AtomicInteger(Integer.MAX_VALUE);
    CountDownLatch failed = new CountDownLatch(6);
    long begin = System.nanoTime();
    try (RegistryFollower follower = follow(failing(failures, failed), () -> true)) {
      assertThat(follower).isNotNull();
      failed.await();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .as("the waits before the sixth attempt")
        .isGreaterThanOrEqualTo(WAIT.multipliedBy(2 + 4 + 8 + 16 + 32));
  }

  @Test
  void endsItsThreadWhenItCloses() {
    RegistryFollower follower = follow(registry, () -> true);
    assertThat(followers()).isPositive();
    follower.close();
    follower.close();
    assertThat(followers()).isZero();
  }

  @Test
  void keepsTheInterruptOfWhoCloses() {
    RegistryFollower follower = follow(registry, () -> true);
    Thread.currentThread().interrupt();
    follower.close();
    assertThat(Thread.interrupted()).isTrue();
  }

  private static long followers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("lifecycle4j-follow-fraud"))
        .count();
  }
}
