package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.registry.Gates.gate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors of what a user wrote: gates, trainers and listeners. */
class ErrorsOfUsersTest {
  private final LinearEngine engine = new LinearEngine();
  private Lifecycle home;

  static Stream<Failures> errors() {
    return Failures.errors();
  }

  @BeforeEach
  void open() {
    home = Flowers.inMemory(engine);
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  @ParameterizedTest
  @MethodSource("errors")
  @OnlyLarger
  void recordTheRefusalOfAGateThatThrows(Failures error) {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home)
            .gates(linear(gate("broken", (candidate, production) -> error.holds())))
            .open()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      assertThatThrownBy(() -> model.promote(version, ALICE, "try"))
          .isInstanceOf(GateFailedException.class)
          .hasMessageStartingWith("Cannot promote species:1: broken: the check threw ")
          .hasMessageEndingWith(" [error]");
      assertThat(model.findProduction()).isEmpty();
      AuditRecord last = model.history().get(model.history().size() - 1);
      assertThat(Moves.what(last)).isEqualTo("rejected");
      assertThat(last.transition().verdicts())
          .extracting(GateVerdict::verdict)
          .containsExactly(Verdict.ERROR);
    }
  }

  @ParameterizedTest
  @MethodSource("errors")
  void failTheRunOfATrainerThatThrows(Failures error) {
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .trainer(
                context -> {
                  error.fail();
                  return LinearTrainer.small().train(context);
                })
            .open()) {
      assertThatThrownBy(() -> model.train(Flowers.split(home, 1)))
          .isInstanceOf(TrainingFailedException.class)
          .hasCauseInstanceOf(Error.class);
    }
    assertNothingIsRegistered();
  }

  @ParameterizedTest
  @MethodSource("errors")
  void failTheRunOfATrainingWhoseListenerThrows(Failures error) {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).onProgress(progress -> error.fail()).open()) {
      assertThatThrownBy(() -> model.train(Flowers.split(home, 1)))
          .isInstanceOf(TrainingFailedException.class)
          .hasCauseInstanceOf(Error.class);
    }
    assertNothingIsRegistered();
  }

  @ParameterizedTest
  @MethodSource("errors")
  void failNoEvaluationWhenAnEngineThrowsWhileItFrees(Failures error) {
    HinderedEngine hindered = new HinderedEngine();
    try (Lifecycle other = Flowers.inMemory(hindered);
        ManagedModel<Flower, String> model = Flowers.model(other).open()) {
      ModelVersion version = model.train(Flowers.split(other, 1));
      hindered.beforeClosing(version, error::fail);
      assertThat(model.evaluate(version).metric("accuracy")).isGreaterThan(0.5);
    }
  }

  private void assertNothingIsRegistered() {
    List<RunRecord> runs = home.experiments().runs("species");
    assertThat(runs).extracting(RunRecord::status).containsExactly(RunStatus.FAILED);
    assertThat(runs.get(0).end())
        .hasValueSatisfying(end -> assertThat(end.cause()).contains("Training failed: "));
    assertThat(home.models().names()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("errors")
  @OnlyLarger
  void failNoAnswerWhenAListenerThrows(Failures error) {
    List<String> heard = new ArrayList<>();
    try (ManagedModel<Flower, String> model =
        Flowers.model(home)
            .monitor(DriftMonitor.builder().window(50).build())
            .onPrediction((input, prediction) -> error.fail())
            .onPrediction((input, prediction) -> heard.add(prediction.value()))
            .onDrift(report -> error.fail())
            .open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      for (int i = 0; i < 110; i++) {
        assertThat(model.predict(SETOSA).value()).isEqualTo("setosa");
      }
    }
    assertThat(heard).hasSize(110);
  }

  @ParameterizedTest
  @MethodSource("errors")
  void judgeNothingThatTheEngineCannotRun(Failures error) {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      int[] rows = {0};
      engine.meanwhile(
          () -> {
            if (++rows[0] > 10) { // its golden rows are four
              error.fail();
            }
          });
      assertThatThrownBy(() -> model.evaluate(version))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessageStartingWith("Cannot judge species:1: ");
      engine.meanwhile(() -> {});
    }
  }
}
