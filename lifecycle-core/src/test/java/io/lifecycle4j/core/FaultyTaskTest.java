package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.training.Trainer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistake in a custom task gives a typed exception that names the task, and changes nothing. */
class FaultyTaskTest {
  private record Input(double x) {}

  private record Labelled(double x, double y) {}

  private final Lifecycle home = Flowers.inMemory();

  @AfterEach
  void close() {
    home.close();
  }

  private Split split() {
    return home.datasets()
        .dataset("numbers")
        .snapshot(
            Sources.records(
                Labelled.class, IntStream.range(0, 100).mapToObj(i -> new Labelled(i, 2 * i))))
        .commit()
        .split(Splits.byHash(1).train(0.6).validation(0.2).holdout(0.2));
  }

  /** Trains a network whose output is its input. */
  private static Trainer identity() {
    byte[] weights = LinearEngine.file(new float[][] {{1, 0}});
    return context ->
        new TrainedModel(
            LinearEngine.FORMAT,
            LinearEngine.architecture(1, 1),
            List.of(new NamedContent(LinearEngine.FILE, Content.of(weights))));
  }

  private ManagedModel<Input, Object> open(String fault) {
    return home.model("numbers", Input.class, new FaultyTask("y", fault))
        .trainer(identity())
        .open();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "only the 1 is written | number 1 of target hot float32 [1, 2]",
        "no integer is written | number 0 of target place int64 [1]"
      })
  void trainsOnNoTargetThatWasNotWritten(String fault, String number) {
    try (ManagedModel<Input, Object> model = open(fault)) {
      Split split = split();
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessage(
              "Training failed: task faulty did not write %s (encode must write every number of a"
                  + " row, zeros included)",
              number);
    }
  }

  @Test
  void trainsOnTargetsThatWereWritten() {
    try (ManagedModel<Input, Object> model = open("none")) {
      model.train(split());
    }
  }

  private static final String COPIED =
      "Invalid inputs of copies: the label 'y' is one of them, so a model would learn to copy it"
          + " (leave it out of the inputs)";

  private ManagedModelBuilder<Labelled, Object> copying(String fault) {
    return home.model("copies", Labelled.class, new FaultyTask("y", fault))
        .trainer(
            context -> {
              byte[] weights = LinearEngine.file(new float[][] {{0, 1, 0}});
              return new TrainedModel(
                  LinearEngine.FORMAT,
                  LinearEngine.architecture(2, 1),
                  List.of(new NamedContent(LinearEngine.FILE, Content.of(weights))));
            });
  }

  @Test
  void trainsNoModelThatReadsItsLabelAlsoIfAFunctionServes() {
    assertThatThrownBy(() -> copying("none").open())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(COPIED);
    try (ManagedModel<Labelled, Object> model =
        copying("none").serving(input -> input.y()).open()) {
      Split split = split();
      assertThat(model.predict(new Labelled(1, 2)).value()).isEqualTo(2.0);
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(COPIED);
    }
    assertThat(home.models().names()).isEmpty();
  }

  @Test
  void trainsAModelThatReadsItsLabelIfTheTaskSaysSo() {
    try (ManagedModel<Labelled, Object> model = copying("labels may be inputs").open()) {
      model.promote(model.train(split()), ALICE, "An autoencoder");
      assertThat(model.predict(new Labelled(1, 2)).value()).isEqualTo(2.0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no label     | no label and the targets [hot float32 [-1, 2], place int64 [-1]] (needs one"
            + " target, the prepared inputs)",
        "label twice  | labels are [y, y] (must be distinct)",
        "no target    | no target (needs at least 1)",
        "target twice | targets are [hot, hot] (must be distinct)",
        "no metric    | no metric (needs at least 1)",
        "metric twice | metrics are [quality, quality] (must be distinct)"
      })
  void opensNoModelOfATaskWithoutLabelsTargetsOrMetrics(String fault, String problem) {
    assertThatThrownBy(() -> open(fault))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid task faulty: " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "score is null   | score of task faulty returned null",
        "score throws    | score of task faulty threw java.lang.IllegalStateException: a mistake",
        "measure throws  | measure of task faulty threw java.lang.IllegalStateException: a mistake",
        "metric throws   | measure of task faulty threw java.lang.IllegalStateException: a mistake"
      })
  void evaluatesNoVersionThatItCannotScore(String fault, String problem) {
    try (ManagedModel<Input, Object> model =
        home.model("numbers", Input.class, new FaultyTask("y", fault))
            .trainer(identity())
            .gates(metric("quality").atLeast(0.5))
            .open()) {
      ModelVersion version = model.train(split());
      assertThatThrownBy(() -> model.evaluate(version))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessage("Cannot judge numbers:1: " + problem);
      assertThatThrownBy(() -> model.promote(version, ALICE, "Try it"))
          .isInstanceOf(GateFailedException.class)
          .hasMessage(
              "Cannot promote numbers:1: quality at least 0.5: Cannot judge numbers:1: "
                  + problem
                  + " [error]");
      assertThat(model.judge(version))
          .singleElement()
          .satisfies(verdict -> assertThat(verdict.verdict()).isEqualTo(Verdict.ERROR))
          .satisfies(verdict -> assertThat(verdict.gate()).isEqualTo("quality at least 0.5"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "counted is long | counted of task faulty returned 1021 rows for quality (must be 21)",
        "basis is short  | basis of task faulty returned 1 rows for quality (must be 21)",
        "counted throws  | counted of task faulty threw java.lang.IllegalStateException: a mistake"
      })
  void passesNoGateByRowsThatWereNotScored(String fault, String problem) {
    Split split = split();
    try (ManagedModel<Input, Object> right = open("none")) {
      right.promote(right.train(split), ALICE, "To compare with");
    }
    try (ManagedModel<Input, Object> model =
        home.model("numbers", Input.class, new FaultyTask("y", fault))
            .trainer(identity())
            .gates(notWorseThanProduction("quality").within(0.9))
            .open()) {
      ModelVersion version = model.train(split);
      assertThat(model.judge(version))
          .singleElement()
          .satisfies(verdict -> assertThat(verdict.verdict()).isEqualTo(Verdict.ERROR))
          .satisfies(verdict -> assertThat(verdict.explanation()).endsWith(problem));
      assertThatThrownBy(() -> model.promote(version, ALICE, "Try it"))
          .isInstanceOf(GateFailedException.class)
          .hasMessageContaining(problem);
      assertThat(model.findProduction().orElseThrow().number()).isOne();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "encode throws      | encode of task faulty threw java.lang.IllegalStateException: a mistake",
        "fit is null        | fit of task faulty returned null",
        "add throws         | add of task faulty threw java.lang.IllegalStateException: a mistake",
        "complete is null   | complete of task faulty returned null",
        "decode throws      | decode of task faulty threw java.lang.IllegalStateException: a mistake",
        "decode is null     | decode of task faulty returned null",
        "probability is 1.5 | probability of task faulty returned 1.5 (must be 0 to 1)",
        "probability is NaN | probability of task faulty returned NaN (must be 0 to 1)"
      })
  void registersNoVersionThatCouldNotAnswer(String fault, String problem) {
    try (ManagedModel<Input, Object> model = open(fault)) {
      Split split = split();
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessage("Training failed: " + problem);
    }
    assertThat(home.models().names()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "late: decode throws      | decode of task faulty threw java.lang.IllegalStateException: a"
            + " mistake",
        "late: decode is null     | decode of task faulty returned null",
        "late: probability is 1.5 | probability of task faulty returned 1.5 (must be 0 to 1)"
      })
  void countsAndLogsNoPredictionThatCouldNotBeDecoded(String fault, String problem) {
    try (ManagedModel<Input, Object> model = open(fault)) {
      model.promote(model.train(split()), ALICE, "Try it");
      assertThat(model.predict(new Input(5)).value()).isEqualTo(5.0);
      assertThatThrownBy(() -> model.predict(new Input(2_000)))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessage("Cannot predict with numbers:1: " + problem);
      assertThatThrownBy(() -> model.predict(List.of(new Input(5), new Input(2_000))))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessage(
              "Cannot predict 1 of 2 inputs [1]: Cannot predict with numbers:1: " + problem);
      assertThat(model.monitoring().invalidAnswers()).isEqualTo(2);
      assertThat(model.log().answered()).as("with two failures").isEqualTo(3);
    }
  }

  @Test
  void keepsWhatATaskThrewAsTheCause() {
    try (ManagedModel<Input, Object> model = open("late: decode throws")) {
      model.promote(model.train(split()), ALICE, "Try it");
      assertThatThrownBy(() -> model.predict(new Input(2_000)))
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a mistake");
    }
  }

  @Test
  void servesNoAnswerOfAFunctionThatTheTaskCouldNotCheck() {
    try (ManagedModel<Input, Object> model =
        home.model("numbers", Input.class, new FaultyTask("y", "problem throws"))
            .serving(input -> input.x())
            .open()) {
      assertThatThrownBy(() -> model.predict(new Input(1)))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessage(
              "Cannot predict with numbers: problem of task faulty threw"
                  + " java.lang.IllegalStateException: a mistake");
    }
  }
}
