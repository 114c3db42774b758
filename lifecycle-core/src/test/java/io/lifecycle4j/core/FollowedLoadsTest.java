package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.serving.ServingStatus;
import io.lifecycle4j.serving.ServingStatus.State;
import io.lifecycle4j.serving.ShadowReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loads that fail or hang while a model follows the registry hold up nothing else. */
@Timeout(60)
class FollowedLoadsTest {
  /** How long after a promotion it serves elsewhere, whatever failed before. */
  private static final Duration PROMISED = Duration.ofSeconds(2);

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final LinearEngine engine = new LinearEngine();
  private final HinderedEngine hindered = new HinderedEngine();
  private final CountDownLatch released = new CountDownLatch(1);
  private Lifecycle home;
  private Lifecycle other;
  private ManagedModel<Flower, String> model;
  private ManagedModel<Flower, String> follower;
  private Split split;
  private long seeds;
  private final List<ModelVersion> versions = new ArrayList<>();

  /** How many loads have hung. */
  private final AtomicInteger hung = new AtomicInteger();

  @BeforeEach
  void open() {
    home = Flowers.in(directory, engine);
    other = Flowers.in(directory, hindered);
    split = Flowers.split(home, 1);
    model =
        Flowers.plain(home)
            .trainer(context -> new LinearTrainer(5, 0.5, ++seeds).train(context))
            .serving(flower -> "rose")
            .open();
    promote(1);
    follower = Flowers.plain(other).open();
    assertThat(follower.servingStatus().state()).isEqualTo(State.CURRENT);
  }

  @AfterEach
  void close() {
    released.countDown();
    other.close();
    home.close();
    assertThat(hindered.engine.violations()).isEmpty();
    assertThat(hindered.engine.open()).isZero();
  }

  private ModelVersion version(int number) {
    while (versions.size() < number) {
      versions.add(model.train(split));
    }
    return versions.get(number - 1);
  }

  private void promote(int number) {
    model.promote(version(number), ALICE, "For the test");
  }

  private static void await(Duration limit, BooleanSupplier reached) {
    long end = System.nanoTime() + limit.toNanos();
    while (!reached.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within " + limit).isLessThan(end);
      LockSupport.parkNanos(200_000);
    }
  }

  private void awaitServed(Duration limit, int number) {
    await(limit, () -> follower.predict(SETOSA).version().orElseThrow() == number);
  }

  private ServingStatus awaitState(State state) {
    await(SOON, () -> follower.servingStatus().state() == state);
    return follower.servingStatus();
  }

  private void hang() {
    hung.incrementAndGet();
    boolean over = false;
    while (!over) { // not even an interrupt ends it
      try {
        released.await();
        over = true;
      } catch (InterruptedException e) {
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Failures.class)
  @OnlyLarger
  void servesTheNextPromotionSoonAfterAFailedLoad(Failures failure) {
    hindered.before(version(2), failure::fail);
    promote(2);
    ServingStatus status = awaitState(State.FAILED);
    assertThat(status.production()).isEqualTo(OptionalInt.of(2));
    assertThat(status.serving()).isEqualTo(OptionalInt.of(1));
    assertThat(status.failure()).isPresent();
    assertThat(follower.predict(SETOSA).version()).hasValue(1);

    promote(3);
    awaitServed(PROMISED, 3);
    assertThat(follower.servingStatus()).hasToString("version 3 is in production and serves");
  }

  @Test
  @OnlyLarger
  void triesAVersionAgainUntilItLoads() {
    hindered.before(version(2), Failures.OUT_OF_MEMORY::fail);
    promote(2);
    assertThat(awaitState(State.FAILED))
        .hasToString(
            "version 2 is in production, version 1 serves: Cannot load species:2:"
                + " java.lang.OutOfMemoryError: made by the test");
    hindered.free(version(2));
    awaitServed(SOON, 2);
    assertThat(follower.servingStatus().failure()).isEmpty();
  }

  @Test
  void goesOnWhileALoadHangs() {
    hindered.before(version(2), this::hang);
    promote(2);
    assertThat(awaitState(State.LOADING))
        .hasToString("version 2 is in production, version 1 serves: it is being loaded");

    follower.rollback(ALICE, "Version 2 hangs");
    assertThat(follower.servingStatus().state()).isEqualTo(State.CURRENT);
    assertThat(follower.predict(SETOSA).version()).hasValue(1);
    promote(2);
    awaitState(State.LOADING);
    promote(3);
    awaitServed(PROMISED, 3);
    promote(2);
    awaitState(State.LOADING);
    follower.promote(version(4), ALICE, "Version 2 hangs still");
    assertThat(follower.predict(SETOSA).version()).hasValue(4);

    int loaded = hindered.engine.loaded();
    released.countDown();
    await(SOON, () -> hindered.engine.loaded() >= loaded + hung.get());
    await(SOON, () -> hindered.engine.open() == 2); // one stands by
    assertThat(follower.predict(SETOSA).version()).hasValue(4);
  }

  @Test
  @OnlyLarger
  void waitsForNoMoreThanFourLoadsThatWereGivenUp() {
    for (int number = 2; number <= 5; number++) {
      hindered.before(version(number), this::hang);
      promote(number);
      int loads = number - 1;
      await(SOON, () -> hung.get() == loads);
    }
    promote(6);
    assertThat(awaitState(State.FAILED).failure().orElseThrow())
        .isInstanceOf(OverloadedException.class)
        .hasMessage(
            "Cannot load species:6: 4 loads that were given up have not ended (must be below 4; see"
                + " what the threads lifecycle4j-load-species wait for)");
    assertThat(follower.predict(SETOSA).version()).hasValue(1);
    released.countDown();
    awaitServed(SOON, 6);
  }

  /** An engine that hangs while it frees a version holds up nobody. */
  @Test
  @OnlyLarger
  void goesOnWhileAVersionIsFreed() {
    hindered.beforeClosing(version(1), this::hang);
    promote(2);
    awaitServed(PROMISED, 2);
    promote(3);
    awaitServed(PROMISED, 3);
    await(SOON, () -> hung.get() == 1); // another one stands by instead of the first
    promote(4);
    awaitServed(PROMISED, 4);
    follower.rollback(ALICE, "As good as any");
    assertThat(follower.predict(SETOSA).version()).hasValue(3);
    long begin = System.nanoTime();
    follower.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SOON);
    assertThat(hindered.engine.open()).as("still being freed").isEqualTo(1);
    released.countDown();
    await(SOON, () -> hindered.engine.open() == 0);
  }

  @Test
  void promotesNothingThatTheEngineCannotLoad() {
    hindered.before(version(2), Failures.LINKAGE::fail);
    assertThatThrownBy(() -> follower.promote(version(2), ALICE, "try"))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessage("Cannot load species:2: java.lang.UnsatisfiedLinkError: made by the test")
        .hasCauseInstanceOf(UnsatisfiedLinkError.class);
    assertThat(follower.findProduction()).contains(version(1));
    assertThat(follower.servingStatus().isCurrent()).isTrue();
  }

  private void awaitShadow(ShadowReport.State state) {
    await(SOON, () -> follower.findShadow().filter(it -> it.report().state() == state).isPresent());
  }

  @Test
  void runAShadowOnceItCanBeLoaded() {
    hindered.before(version(2), Failures.OUT_OF_MEMORY::fail);
    model.shadow(version(2)).start(ALICE, "For the test");
    awaitShadow(ShadowReport.State.FAILED);
    promote(3);
    awaitServed(PROMISED, 3);
    hindered.free(version(2));
    awaitShadow(ShadowReport.State.RUNNING);
  }
}
