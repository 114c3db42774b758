package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.serving.CircuitBreaker.Event;
import io.lifecycle4j.core.serving.PredictionRecord.Ending;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.serving.Prediction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A version that fails too often is not asked for a while, if another one can be. */
class CircuitBreakerTest {
  private long now;
  private boolean works;
  private final CircuitBreaker breaker = new CircuitBreaker(() -> now, () -> works);

  private Event record(Ending... outcomes) {
    List<PredictionRecord<Double, Double>> rows = new ArrayList<>();
    for (Ending ending : outcomes) {
      PredictionRecord<Double, Double> row = new PredictionRecord<>(null, 1.0);
      if (ending == Ending.ANSWERED) {
        row.answered(1.0, Double.NaN, null);
      } else {
        row.failed(ending, new PredictionFailedException("no"));
      }
      rows.add(row);
    }
    return breaker.record(rows);
  }

  /** Records failures and good answers in turn, a failure first. */
  private Event record(int failures, int good) {
    Event last = Event.NONE;
    for (int i = 0; i < failures; i++) {
      last = record(i % 2 == 0 ? Ending.INVALID : Ending.FAILED);
      for (int k = 0; k < good / failures; k++) {
        last = record(Ending.ANSWERED);
      }
    }
    return last;
  }

  @Test
  void opensWhenHalfOfAHundredFail() {
    assertThat(record(50, 50)).isEqualTo(Event.OPENED);
    assertThat(breaker.permits()).isFalse();
  }

  @Test
  void staysClosedWhenFewerFail() {
    assertThat(record(49, 49)).isEqualTo(Event.NONE);
    record(Ending.ANSWERED);
    assertThat(record(Ending.ANSWERED)).isEqualTo(Event.NONE);
    assertThat(breaker.permits()).isTrue();
  }

  @Test
  void doesNotCountInputsThatAreRefused() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(record(Ending.REFUSED)).isEqualTo(Event.NONE);
    }
    assertThat(breaker.permits()).isTrue();
  }

  private Event fail(@Nullable String key, double input, Throwable why) {
    PredictionRecord<Double, Double> row = new PredictionRecord<>(key, input);
    row.failed(Ending.FAILED, why);
    return breaker.record(List.of(row));
  }

  @Test
  void doesNotCountWhatTheVirtualMachineFailsAt() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(fail(null, i, new OutOfMemoryError())).isEqualTo(Event.NONE);
      assertThat(fail(null, i, new IllegalStateException(new StackOverflowError())))
          .isEqualTo(Event.NONE);
    }
    assertThat(breaker.permits()).isTrue();
  }

  @Test
  void doesNotBlameAVersionThatWorksForOneInputOrKeyTriedAgainAndAgain() {
    works = true;
    Exception no = new PredictionFailedException("no");
    for (int i = 1; i < CircuitBreaker.WINDOW; i++) {
      assertThat(fail(null, i % (CircuitBreaker.CAUSES - 1), no)).isEqualTo(Event.NONE);
    }
    assertThat(fail(null, 1, no)).isEqualTo(Event.SPARED);
    for (int i = 1; i < CircuitBreaker.WINDOW; i++) {
      assertThat(fail("anna", i, no)).isEqualTo(Event.NONE);
    }
    assertThat(fail("anna", 1, no)).isEqualTo(Event.SPARED);
    assertThat(breaker.permits()).isTrue();
  }

  @Test
  void blamesAVersionThatWorksIfManyInputsFail() {
    works = true;
    Exception no = new PredictionFailedException("no");
    for (int i = 1; i < CircuitBreaker.WINDOW; i++) {
      fail(null, i % CircuitBreaker.CAUSES, no);
    }
    assertThat(fail(null, 0, no)).isEqualTo(Event.OPENED);
  }

  @Test
  void sparesANetworkWhoseGoldenRowsAreRight() {
    LinearEngine engine = new LinearEngine();
    AtomicInteger changes = new AtomicInteger();
    try (ModelServer<Double, Double> server =
        new Servers<Double, Double>().changed(changes::incrementAndGet).build()) {
      server.routes().serve(Versions.route(engine, 3));
      for (int i = 0; i < CircuitBreaker.WINDOW; i++) {
        assertThatThrownBy(() -> server.predictOne(3e38)) // its output is not finite
            .isInstanceOf(PredictionFailedException.class);
      }
      assertThat(changes).as("its golden rows are right").hasValue(0);
      engine.meanwhile(
          () -> {
            throw new PredictionFailedException("out of order");
          });
      for (int i = 0; i < CircuitBreaker.WINDOW; i++) {
        assertThatThrownBy(() -> server.predictOne(1.0))
            .isInstanceOf(PredictionFailedException.class);
      }
      assertThat(changes).hasValue(1);
    }
    assertThat(engine.violations()).isEmpty();
  }

  @Test
  void triesTenAfterAMinute() {
    record(100, 0);
    now += CircuitBreaker.PAUSE.toNanos() - 1;
    assertThat(breaker.permits()).isFalse();
    now++;
    for (int i = 0; i < CircuitBreaker.TRIALS; i++) {
      assertThat(breaker.permits()).isTrue();
    }
    assertThat(breaker.permits()).isFalse();

    for (int i = 1; i < CircuitBreaker.TRIALS; i++) {
      assertThat(record(Ending.ANSWERED)).isEqualTo(Event.NONE);
    }
    assertThat(record(Ending.ANSWERED)).isEqualTo(Event.CLOSED);
    assertThat(breaker.permits()).isTrue();
  }

  @Test
  void waitsAgainWhenOneOfTheTriedFails() {
    record(100, 0);
    now += CircuitBreaker.PAUSE.toNanos();
    assertThat(breaker.permits()).isTrue();
    record(Ending.ANSWERED);
    assertThat(breaker.permits()).isTrue();
    assertThat(record(Ending.FAILED)).isEqualTo(Event.NONE);
    assertThat(breaker.permits()).isFalse();
    now += CircuitBreaker.PAUSE.toNanos();
    assertThat(breaker.permits()).isTrue();
  }

  /** Calls the version every eight seconds; returns how many calls it got until it closed. */
  private int asked(int calls, Ending ending) {
    int asked = 0;
    for (int i = 0; i < calls; i++) {
      now += Duration.ofSeconds(8).toNanos();
      if (breaker.permits()) {
        asked++;
        if (record(ending) == Event.CLOSED) {
          return asked;
        }
      }
    }
    return asked;
  }

  @Test
  void asksAFailingVersionOnceAMinuteHoweverLittleTrafficThereIs() {
    record(100, 0);
    assertThat(asked(80, Ending.FAILED)).isEqualTo(10); // every 64 s
  }

  @Test
  void closesAfterTenGoodAnswersHoweverLittleTrafficThereIs() {
    record(100, 0);
    assertThat(asked(80, Ending.ANSWERED)).isEqualTo(CircuitBreaker.TRIALS);
    assertThat(breaker.permits()).isTrue();
  }

  @Test
  void replacesTrialsThatDoNotEnd() {
    record(100, 0);
    now += CircuitBreaker.PAUSE.toNanos();
    for (int i = 0; i < CircuitBreaker.TRIALS; i++) {
      assertThat(breaker.permits()).isTrue();
    }
    record(Ending.ANSWERED);
    assertThat(breaker.permits()).isFalse();
    now += CircuitBreaker.PAUSE.toNanos();
    for (int i = 1; i < CircuitBreaker.TRIALS; i++) {
      assertThat(breaker.permits()).isTrue();
    }
    assertThat(breaker.permits()).as("one of them has ended").isFalse();
  }

  @Test
  void countsACallOfManyRowsOnce() {
    Ending[] bad = new Ending[1_000];
    Arrays.fill(bad, Ending.INVALID);
    for (int i = 1; i < CircuitBreaker.WINDOW / 2; i++) {
      assertThat(record(bad)).isEqualTo(Event.NONE);
    }
    record(CircuitBreaker.WINDOW / 2, 0);
    assertThat(breaker.permits()).isTrue();
    assertThat(record(bad)).isEqualTo(Event.OPENED);
  }

  @Test
  void countsACallAsFailedIfHalfOfItsRowsDid() {
    for (int i = 0; i < 10 * CircuitBreaker.WINDOW; i++) {
      record(Ending.FAILED, Ending.ANSWERED, Ending.ANSWERED, Ending.REFUSED);
    }
    assertThat(breaker.permits()).isTrue();
    for (int i = 0; i < CircuitBreaker.WINDOW; i++) {
      record(Ending.FAILED, Ending.ANSWERED, Ending.REFUSED);
    }
    assertThat(breaker.permits()).isFalse();
  }

  @Test
  void triesAnotherInputForOneThatWasRefused() {
    record(100, 0);
    now += CircuitBreaker.PAUSE.toNanos();
    for (int i = 0; i < 100; i++) {
      assertThat(breaker.permits()).isTrue();
      record(Ending.REFUSED);
    }
  }

  private static FunctionRoute<Double, Double> function(AtomicBoolean fails, double answer) {
    return new FunctionRoute<>(
        "line",
        Versions.INPUT,
        Tasks.regression("y"),
        inputs -> List.of(fails.get() ? Double.NaN : answer),
        PredictionObserver.NONE);
  }

  private static Prediction<Double> predict(ModelServer<Double, Double> server) {
    return server.predict(List.of(1.0)).get(0);
  }

  @Test
  void letsTheVersionBeforeAnswerThenTheFallback() {
    LinearEngine engine = new LinearEngine();
    AtomicBoolean fails = new AtomicBoolean(true);
    AtomicInteger changes = new AtomicInteger();
    try (ModelServer<Double, Double> server =
        new Servers<Double, Double>()
            .changed(changes::incrementAndGet)
            .fallback(function(new AtomicBoolean(), -1))
            .build()) {
      assertThat(predict(server).value()).as("nothing serves").isEqualTo(-1);
      server.routes().serve(function(fails, 7));
      for (int i = 0; i < CircuitBreaker.WINDOW; i++) {
        assertThatThrownBy(() -> predict(server)).isInstanceOf(PredictionFailedException.class);
      }
      assertThat(changes).as("no version is before a function").hasValue(0);
      assertThat(predict(server).value()).as("the fallback").isEqualTo(-1);

      Route<Double, Double> before = Versions.route(engine, 3);
      server.routes().change(now -> now.by(0, now.champion(), null, before));
      assertThat(predict(server).version()).hasValue(3);

      server.routes().serve(function(new AtomicBoolean(), 8));
      assertThat(predict(server).value()).as("a new version").isEqualTo(8);
      assertThat(engine.open()).as("what stood by is freed").isZero();
    }
  }

  @Test
  void asksAFailingVersionIfThereIsNoOther() {
    AtomicBoolean fails = new AtomicBoolean(true);
    try (ModelServer<Double, Double> server = Servers.plain()) {
      server.routes().serve(function(fails, 7));
      for (int i = 0; i < CircuitBreaker.WINDOW; i++) {
        assertThatThrownBy(() -> predict(server)).isInstanceOf(PredictionFailedException.class);
      }
      fails.set(false);
      assertThat(predict(server).value()).isEqualTo(7);
    }
  }
}
