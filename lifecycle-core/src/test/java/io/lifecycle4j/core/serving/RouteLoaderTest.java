package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.OperationInterruptedException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RouteLoaderTest {
  private static final Duration MOMENT = Duration.ofMillis(50);
  private static final Duration SOON = Duration.ofSeconds(20);

  private final LinearEngine engine = new LinearEngine();
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  @AfterEach
  void leavesNothingOpen() {
    long end = System.nanoTime() + SOON.toNanos();
    while (engine.open() > 0) { // a load that was given up may end later
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(200_000);
    }
    assertThat(engine.violations()).isEmpty();
  }

  private static RouteLoader<Double, Double> loader(IntFunction<Route<Double, Double>> loading) {
    return new RouteLoader<>("line", loading, MOMENT);
  }

  private Route<Double, Double> route(int version) {
    return Versions.route(engine, version);
  }

  /** Loads a version once it is let go on; an interrupt does not end it. */
  private Route<Double, Double> late(int version) {
    running.countDown();
    while (goOn.getCount() > 0) {
      LockSupport.parkNanos(200_000);
    }
    return route(version);
  }

  @Test
  void loadsOnAThreadOfItsOwn() {
    AtomicReference<String> name = new AtomicReference<>();
    try (RouteLoader<Double, Double> loader =
        loader(
            version -> {
              name.set(Thread.currentThread().getName());
              return route(version);
            })) {
      Route<Double, Double> route = loader.load(3);
      assertThat(route.version()).isEqualTo(3);
      route.retire();
    }
    assertThat(name).hasValue("lifecycle4j-load-line:3");
  }

  /** It finds the steps of the application, whoever begins the load. */
  @Test
  void loadsWithTheClassLoaderOfWhoeverOpenedTheModel() throws Exception {
    AtomicReference<ClassLoader> context = new AtomicReference<>();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader own = new URLClassLoader(new URL[0], before)) {
      Thread.currentThread().setContextClassLoader(own);
      RouteLoader<Double, Double> loader =
          loader(
              version -> {
                context.set(Thread.currentThread().getContextClassLoader());
                return route(version);
              });
      Thread.currentThread().setContextClassLoader(before);
      try (loader) {
        loader.load(3).retire();
      }
      assertThat(context).hasValue(own);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void throwsWhatALoadThrewAndAnErrorWithinAnException() {
    CorruptDataException damage = new CorruptDataException("Corrupt file weights");
    try (RouteLoader<Double, Double> loader =
        loader(
            version -> {
              if (version == 1) {
                throw damage;
              }
              throw new OutOfMemoryError("made by the test");
            })) {
      assertThatThrownBy(() -> loader.load(1)).isSameAs(damage);
      assertThatThrownBy(() -> loader.load(2))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessage("Cannot load line:2: java.lang.OutOfMemoryError: made by the test");
    }
  }

  @Test
  void freesWhatComesAfterItWasGivenUp() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (RouteLoader<Double, Double> loader = loader(this::late)) {
      RouteLoad<Double, Double> load = loader.begin(1, over -> ended.countDown());
      running.await();
      assertThat(load.await(MOMENT)).isFalse();
      load.abandon();
      assertThat(load.await(SOON)).as("nobody waits for it any more").isTrue();
      assertThat(load.take()).isNull();
      goOn.countDown();
      ended.await();
      assertThat(engine.loaded()).isEqualTo(1);
      assertThat(engine.open()).isZero();
    }
  }

  @Test
  void freesWhatIsThereWhenItIsGivenUp() {
    try (RouteLoader<Double, Double> loader = loader(this::route)) {
      RouteLoad<Double, Double> load = loader.begin(1, over -> {});
      assertThat(load.await(SOON)).isTrue();
      assertThat(engine.open()).isEqualTo(1);
      load.abandon();
      assertThat(engine.open()).isZero();
    }
  }

  @Test
  void closingWaitsForWhatIsDoneWithARouteThatWasLoaded() throws Exception {
    RouteLoader<Double, Double> loader = new RouteLoader<>("line", this::route, SOON);
    loader.begin(
        1,
        over -> {
          Route<Double, Double> route = over.take();
          running.countDown();
          LockSupport.parkNanos(MOMENT.toNanos()); // what it needs for a decision
          route.retire();
        });
    running.await();
    loader.close();
    assertThat(engine.open()).isZero();
  }

  @Test
  void givesALoadUpWhenWhoWaitsIsInterrupted() {
    try (RouteLoader<Double, Double> loader = loader(this::late)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> loader.load(1))
          .isInstanceOf(OperationInterruptedException.class)
          .hasMessage("Interrupted while loading line:1");
      assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
      goOn.countDown();
    }
  }

  @Test
  void closesWhileALoadHangsAndTellsWhoWaits() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    RouteLoader<Double, Double> loader = loader(this::late);
    Thread waiting =
        new Thread(
            () -> thrown.set(org.assertj.core.api.Assertions.catchThrowable(() -> loader.load(1))));
    waiting.start();
    running.await();
    loader.close();
    waiting.join();
    assertThat(thrown.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model line is closed");
    assertThatThrownBy(() -> loader.load(2)).hasMessage("The model line is closed");
    goOn.countDown();
  }
}
