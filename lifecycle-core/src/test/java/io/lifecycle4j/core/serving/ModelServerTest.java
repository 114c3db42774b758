package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.loading.LineVersions;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.core.model.GoldenRows;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.serving.log.InputCodec;
import io.lifecycle4j.core.serving.log.PredictionLog;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ModelServerTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final LinearEngine engine = new LinearEngine();
  private final Medium medium = Media.memory();
  private final ModelServer<Double, Double> server =
      server(() -> medium.journals().owned("predictions-test"));

  private static ModelServer<Double, Double> server(Supplier<Journal> journal) {
    AtomicLong nanos = new AtomicLong(); // every look at the clock takes a second
    PredictionLog log =
        new PredictionLog(
            "line",
            journal,
            new WriteBehind("predictions"),
            InputCodec.NONE,
            () -> nanos.addAndGet(1_000_000_000));
    return new Servers<Double, Double>().log(new ModelLog(log)).build();
  }

  @AfterEach
  void close() {
    server.close();
    medium.close();
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).as("networks that are not freed").isZero();
  }

  private double predict(double x) {
    return server.predict(List.of(x)).get(0).value();
  }

  @Test
  void answersWithTheVersionThatIsRoutedTo() {
    assertThat(server.version()).isZero();
    assertThatThrownBy(() -> predict(1))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessage("Cannot predict with line: no version in production (promote one)");

    server.routes().serve(Versions.route(engine, 3));

    assertThat(server.version()).isEqualTo(3);
    assertThat(predict(2)).isEqualTo(Versions.answer(3, 2));
    assertThat(server.predict(List.of(1.0)).get(0).id())
        .as("that without a version counts")
        .isEqualTo("test-3");
  }

  @Test
  void freesTheOldVersionAtOnceWhenNobodyUsesIt() {
    server.routes().serve(Versions.route(engine, 1));
    predict(1);
    server.routes().serve(Versions.route(engine, 2));
    assertThat(engine.open()).isEqualTo(1);
    assertThat(predict(5)).isEqualTo(Versions.answer(2, 5));
  }

  @Test
  void freesTheOldVersionAfterTheCallThatUsesIt() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    server.routes().serve(Versions.route(engine, 1));
    engine.meanwhile(
        () -> {
          running.countDown();
          await(goOn);
        });
    Thread caller = new Thread(() -> assertThat(predict(4)).isEqualTo(Versions.answer(1, 4)));
    caller.start();
    running.await();
    engine.meanwhile(() -> {});

    server.routes().serve(Versions.route(engine, 2));
    assertThat(engine.open()).as("the old one runs").isEqualTo(2);
    assertThat(predict(4)).isEqualTo(Versions.answer(2, 4));

    goOn.countDown();
    caller.join();
    assertThat(engine.open()).isEqualTo(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void waitsForCallsUnderWayWhenItCloses() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    server.routes().serve(Versions.route(engine, 1));
    engine.meanwhile(
        () -> {
          running.countDown();
          await(goOn);
        });
    Thread caller =
        new Thread(
            () -> {
              predict(4);
              ended.incrementAndGet();
            });
    caller.start();
    running.await();
    Thread closer = new Thread(server::close);
    closer.start();
    long end = System.nanoTime() + SOON.toNanos();
    while (isOpen()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(200_000);
    }
    assertThat(engine.open()).isEqualTo(1);

    goOn.countDown();
    closer.join();
    caller.join();
    assertThat(ended).hasValue(1);
    assertThat(medium.journals().read("predictions-test", 1)).hasSize(1);
  }

  private boolean isOpen() {
    try {
      server.predict(List.of());
      return true;
    } catch (InvalidValueException e) {
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Test
  void saysThatItIsClosedAndNothingElse() {
    server.close();
    server.close();

    assertThatThrownBy(() -> predict(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model line is closed");
    assertThatThrownBy(() -> server.predict(List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model line is closed");
  }

  @Test
  void freesAVersionThatComesAfterItWasClosed() {
    server.close();
    server.routes().serve(Versions.route(engine, 1));
    assertThat(engine.open()).isZero();
    assertThatThrownBy(() -> predict(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void freesAVersionThatNoServerRoutedTo() {
    Versions.route(engine, 1).retire();
    assertThat(engine.open()).isZero();
  }

  @Test
  void refusesAVersionWhoseColumnsTheInputsLackAndFreesIt() {
    Schema other = new Schema(List.of(Column.of("z", DataType.FLOAT64)));

    assertThatThrownBy(
            () -> Versions.routes(engine).load(Versions.version(1, other), Purpose.SERVE))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("z");
    assertThat(engine.loaded()).isEqualTo(1);
    assertThat(engine.open()).isZero();
  }

  @Test
  void refusesAVersionThatDoesNotFitIntoMemory() {
    assertThatThrownBy(
            () ->
                Versions.routes(engine)
                    .load(
                        LineVersions.version(1, Versions.INPUT.schema(), 1L << 50), Purpose.SERVE))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageStartingWith(
            "Cannot load line:1: its files have 1125899906842624 bytes (at most ");
    assertThat(engine.loaded()).isZero();
  }

  @Test
  void warmsAVersionBeforeItServes() {
    AtomicInteger runs = new AtomicInteger();
    engine.meanwhile(runs::incrementAndGet);
    assertThat(server.isServing()).isFalse();
    server.routes().serve(Versions.route(engine, 1));
    assertThat(server.isServing()).isTrue();
    assertThat(runs).as("replayed, then warmed").hasValueBetween(2, 301);
  }

  @Test
  void warmsForABoundedTime() {
    AtomicLong nanos = new AtomicLong();
    ModelVersion version = Versions.version(1, Versions.INPUT.schema());
    try (LoadedModel model =
        engine.load(
            version.manifest().artifact(),
            file -> new ByteArrayInputStream(LinearEngine.file(new float[][] {{1, 1}})))) {
      assertThat(
              GoldenRows.warm(
                  version.manifest(),
                  model,
                  300,
                  Duration.ofMillis(200),
                  () -> nanos.addAndGet(50_000_000)))
          .isEqualTo(3);
    }
  }

  @Test
  void goesOnAfterANetworkThatFailed() {
    server.routes().serve(Versions.route(engine, 1));
    engine.meanwhile(
        () -> {
          throw new PredictionFailedException("out of order");
        });
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> predict(1))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessage("out of order");
    }
    engine.meanwhile(() -> {});
    assertThat(predict(1)).isEqualTo(Versions.answer(1, 1));
  }

  /** A network that cannot be freed. */
  private static final class StuckRoute extends Route<Double, Double> {
    StuckRoute() {
      super(1, "", PredictionObserver.NONE);
    }

    @Override
    PredictionSteps<Double, Double> steps() {
      return new FunctionSteps<>(
          "stuck",
          Versions.INPUT,
          TaskCalls.answering(Tasks.regression("y")),
          inputs -> List.of(1.0),
          observer().calls());
    }

    @Override
    void free() {
      throw new IllegalStateException("stuck");
    }
  }

  @Test
  void servesTheNextVersionWhenTheOldOneCannotBeFreed() {
    server.routes().serve(new StuckRoute());
    assertThat(predict(1)).isEqualTo(1);
    server.routes().serve(Versions.route(engine, 2));
    assertThat(predict(1)).isEqualTo(Versions.answer(2, 1));
  }

  @Test
  void answersWhenTheLogCannotBeWritten() {
    AtomicInteger attempts = new AtomicInteger();
    try (ModelServer<Double, Double> unlogged =
        server(
            () -> {
              attempts.incrementAndGet();
              throw new StorageFailedException("Disk full");
            })) {
      unlogged.routes().serve(Versions.route(engine, 1));
      for (int i = 0; i < 100; i++) {
        assertThat(unlogged.predict(List.of(1.0))).hasSize(1);
      }
    }
    assertThat(attempts).hasPositiveValue();
  }
}
