package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model that is closed in the middle of its own call does not wait for that call. */
@Timeout(60)
class ClosedFromWithinTest {
  /** Far less than the half minute that closing waits for calls of others. */
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  @TempDir Path directory;

  private final LinearEngine engine = new LinearEngine();
  private final AtomicReference<AutoCloseable> closing = new AtomicReference<>();
  private Lifecycle home;

  @BeforeEach
  void open() {
    home = Flowers.in(directory, engine);
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
    }
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  private void closeNow() {
    try {
      Objects.requireNonNull(closing.get()).close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertAtOnce(Runnable calls) {
    long begin = System.nanoTime();
    calls.run();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(AT_ONCE);
  }

  private void assertClosed(ManagedModel<Flower, String> model) {
    Together.awaitTrue(() -> engine.open() == 0); // listeners may have run after the last use
    assertThatThrownBy(() -> model.predict(SETOSA))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model species is closed");
  }

  @Test
  void answersWhenAListenerClosesTheModel() {
    ManagedModel<Flower, String> model =
        Flowers.plain(home).onPrediction((input, prediction) -> closeNow()).open();
    closing.set(model);
    assertAtOnce(() -> assertThat(model.predict(List.of(SETOSA, SETOSA))).hasSize(2));
    assertClosed(model);
  }

  @Test
  void answersWhenAListenerClosesTheHome() {
    ManagedModel<Flower, String> model =
        Flowers.plain(home).onPrediction((input, prediction) -> closeNow()).open();
    closing.set(home);
    assertAtOnce(() -> assertThat(model.predict(SETOSA).value()).isEqualTo("setosa"));
    home.close(); // it ends behind the call; who closes it once more returns when it has ended
    assertClosed(model);
  }

  @Test
  void answersWhenAListenerOfDriftClosesTheModel() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .monitor(DriftMonitor.builder().window(50).build())
            .onDrift(
                report -> {
                  closeNow();
                  closed.countDown();
                })
            .open();
    closing.set(model);
    assertAtOnce(
        () -> {
          for (int i = 0; i < 50; i++) {
            assertThat(model.predict(SETOSA).value()).isEqualTo("setosa");
          }
        });
    closed.await();
    assertThatThrownBy(() -> model.predict(SETOSA)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void answersWhenAFunctionClosesItsModel() {
    ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .serving(
                flower -> {
                  closeNow();
                  return "rose";
                })
            .open();
    closing.set(model);
    assertAtOnce(() -> assertThat(model.predict(SETOSA).value()).isEqualTo("rose"));
    assertClosed(model);
  }

  @Test
  void answersWhenAFunctionClosesAModelAroundItsOwn() {
    ManagedModel<Flower, String> inner =
        Flowers.plain(home)
            .serving(
                flower -> {
                  closeNow();
                  return "rose";
                })
            .open();
    ManagedModel<Flower, String> outer =
        Flowers.plain(home).serving(flower -> inner.predict(flower).value()).open();
    closing.set(outer);
    assertAtOnce(() -> assertThat(outer.predict(SETOSA).value()).isEqualTo("rose"));
    assertClosed(outer);
    inner.close();
  }

  @Test
  void answersWhenTwoListenersCloseTheModelAtATime() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .onPrediction(
                (input, prediction) -> {
                  both.countDown();
                  try {
                    both.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  closeNow();
                })
            .open();
    closing.set(model);
    long begin = System.nanoTime();
    Together.run(2, thread -> model.predict(SETOSA).value());
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(AT_ONCE);
    assertClosed(model);
  }

  @Test
  void writesTheLogOfTheCallThatClosesTheModel() {
    ManagedModel<Flower, String> model =
        Flowers.plain(home).onPrediction((input, prediction) -> closeNow()).open();
    closing.set(model);
    String id = model.predict(SETOSA).id();
    String session = id.substring(0, id.lastIndexOf('-'));
    try (Medium medium = Media.file(directory)) {
      long end = System.nanoTime() + 60_000_000_000L;
      while (medium.journals().names().stream()
          .filter(name -> name.startsWith("predictions-") && name.endsWith("-" + session))
          .allMatch(name -> medium.journals().read(name, 2).isEmpty())) {
        assertThat(System.nanoTime()).isLessThan(end);
        LockSupport.parkNanos(200_000);
      }
    }
  }
}
