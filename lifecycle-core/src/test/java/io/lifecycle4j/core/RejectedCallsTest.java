package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.serving.Limits;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.LoggedPrediction.Failure;
import io.lifecycle4j.serving.LoggedPrediction.Failure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call that did not run is counted, and on record if there are not too many. */
@Timeout(60)
class RejectedCallsTest {
  private static List<LoggedPrediction> failed(ManagedModel<?, ?> model) {
    List<LoggedPrediction> failed = new ArrayList<>();
    model
        .predictions()
        .forEach(
            logged -> {
              if (logged.findFailure().isPresent()) {
                failed.add(logged);
              }
            });
    return failed;
  }

  private static Failure failure(LoggedPrediction logged) {
    return logged.findFailure().orElseThrow();
  }

  @Test
  void recordsOnceWhatFindsNoVersion() {
    try (Lifecycle home = Flowers.inMemory(new LinearEngine());
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertThatThrownBy(() -> model.predict(List.of(SETOSA, SETOSA)))
          .isInstanceOf(ModelUnavailableException.class);
      assertThat(model.predictAsync(SETOSA)).failsWithin(Duration.ofSeconds(20));

      assertThat(model.monitoring().rejectedCalls()).isEqualTo(2);
      assertThat(failed(model))
          .hasSize(2)
          .allSatisfy(
              logged -> {
                assertThat(failure(logged).kind()).isEqualTo(Kind.UNAVAILABLE);
                assertThat(failure(logged).code()).isEqualTo("MODEL_UNAVAILABLE");
                assertThat(logged.version()).isEmpty();
                assertThat(logged.latency()).isZero();
                assertThat(logged.findInput()).as("not read").isEmpty();
              });
    }
  }

  @Test
  void recordsABoundedNumberOfThoseThatLimitsReject() throws Exception {
    Semaphore began = new Semaphore(0);
    Semaphore gate = new Semaphore(0);
    try (Lifecycle home = Flowers.inMemory(new LinearEngine());
        ManagedModel<Flower, String> model =
            Flowers.model(home)
                .serving(
                    flower -> {
                      began.release();
                      gate.acquireUninterruptibly();
                      return "setosa";
                    })
                .limits(Limits.concurrent(1))
                .open()) {
      FutureTask<?> running = new FutureTask<>(() -> model.predict(SETOSA));
      new Thread(running).start();
      began.acquireUninterruptibly();
      assertThat(model.predictAsync(SETOSA)).isCompletedExceptionally();
      int calls = 20_000;
      for (int i = 0; i < calls; i++) {
        assertThatThrownBy(() -> model.predict(SETOSA)).isInstanceOf(OverloadedException.class);
      }
      gate.release();
      running.get();

      assertThat(model.monitoring().rejectedCalls()).isEqualTo(calls + 1);
      List<LoggedPrediction> failed = failed(model);
      assertThat(failed).hasSizeBetween(1_000, calls / 2);
      assertThat(failed).allMatch(logged -> failure(logged).kind() == Kind.REJECTED);
      assertThat(failed)
          .extracting(logged -> failure(logged).message())
          .anyMatch(message -> message.matches(".*; \\d+ such calls before are not logged"));
    }
  }

  @Test
  void isNotTheWordForACallThatRan() {
    try (Lifecycle home = Flowers.inMemory(new LinearEngine());
        ManagedModel<Flower, String> model =
            Flowers.model(home)
                .serving(
                    flower -> {
                      throw new OverloadedException("Another service is busy");
                    })
                .open()) {
      assertThatThrownBy(() -> model.predict(SETOSA)).isInstanceOf(OverloadedException.class);
      assertThat(model.monitoring().rejectedCalls()).isZero();
      assertThat(failed(model))
          .extracting(logged -> failure(logged).kind())
          .containsOnly(Kind.FAILED);
    }
  }
}
