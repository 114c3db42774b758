package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.serving.log.InputCodec;
import io.lifecycle4j.core.serving.log.LoggedPredictions;
import io.lifecycle4j.core.serving.log.PredictionLog;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.storage.spi.Medium;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Versions change under load; a native engine would not survive a mistake. */
@Timeout(120)
@Tag(Volume.TAG)
class ServingStormTest {
  private static final int THREADS = 8;
  private static final int CHANGES = Volume.of(200, 300, 6_000);

  private final LinearEngine engine = new LinearEngine();

  private static ModelServer<Double, Double> server(Medium medium) {
    return new Servers<Double, Double>()
        .log(
            new ModelLog(
                new PredictionLog(
                    "line",
                    () -> medium.journals().owned("predictions-storm"),
                    new WriteBehind("predictions"),
                    InputCodec.NONE)))
        .build();
  }

  private static int assertConsistent(List<Prediction<Double>> predictions, double x) {
    int version = predictions.get(0).version().orElseThrow();
    for (int i = 0; i < predictions.size(); i++) {
      assertThat(predictions.get(i).version()).hasValue(version);
      assertThat(predictions.get(i).value()).isEqualTo(Versions.answer(version, x + i));
    }
    return version;
  }

  @Test
  @OnlyLarger
  void answersFromOneVersionWhileVersionsChange() throws Exception {
    try (Medium medium = Media.memory();
        ModelServer<Double, Double> server = server(medium)) {
      server.routes().serve(Versions.route(engine, 1));
      AtomicBoolean over = new AtomicBoolean();
      Together.run(
          THREADS + 1,
          thread -> {
            if (thread == THREADS) {
              for (int version = 2; version <= CHANGES; version++) {
                server.routes().serve(Versions.route(engine, version));
              }
              over.set(true);
              return CHANGES;
            }
            int last = 0;
            for (double x = thread; !over.get(); x = (x + 1) % 100) {
              int version = assertConsistent(server.predict(List.of(x, x + 1, x + 2)), x);
              assertThat(version).as("never back").isGreaterThanOrEqualTo(last);
              last = version;
            }
            return last;
          });
      assertThat(server.version()).isEqualTo(CHANGES);
      assertThat(engine.open()).isEqualTo(1);
    }
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.loaded()).isEqualTo(CHANGES);
    assertThat(engine.open()).isZero();
  }

  @RepeatedTest(20)
  @OnlyLarger
  void endsEveryCallWellOrSaysThatItIsClosed() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    CountDownLatch warm = new CountDownLatch(THREADS);
    try (Medium medium = Media.memory()) {
      ModelServer<Double, Double> server = server(medium);
      server.routes().serve(Versions.route(engine, 1));
      Together.run(
          THREADS + 2,
          thread -> {
            if (thread == THREADS) {
              warm.await();
              server.close();
              assertThat(engine.open()).as("freed when closed").isBetween(0, 1);
            } else if (thread == THREADS + 1) {
              warm.await();
              server.routes().serve(Versions.route(engine, 2)); // a promotion at the same moment
            } else {
              predictUntilClosed(server, warm, answered);
            }
            return thread;
          });
      server.close();
      long logged =
          medium.journals().read("predictions-storm", 1).stream()
              .mapToLong(entry -> LoggedPredictions.numbers(entry.payload()).size())
              .sum();
      assertThat(logged).as("answers of three characters").isEqualTo(answered.get());
    }
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  private static void predictUntilClosed(
      ModelServer<Double, Double> server, CountDownLatch warm, AtomicInteger answered) {
    warm.countDown();
    try {
      while (true) {
        assertConsistent(server.predict(List.of(1.0)), 1.0);
        answered.incrementAndGet();
      }
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("The model line is closed");
    }
  }
}
