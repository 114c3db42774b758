package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.VIRGINICA;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.PredictionOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers, and who hears them. */
class PredictionTest {
  private final LinearEngine engine = new LinearEngine();
  private Lifecycle home;

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

  private ModelVersion promoted() {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      return Flowers.promoted(model, Flowers.split(home, 1));
    }
  }

  @Test
  void cannotPredictBeforeAPromotion() {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      model.train(Flowers.split(home, 1));
      assertThatThrownBy(() -> model.predict(SETOSA))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessage("Cannot predict with species: no version in production (promote one)");
      assertThat(model.monitoring().findDrift()).isEmpty();
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesMissingInputsAndGoesOn() {
    promoted();
    try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      assertThatThrownBy(() -> model.predict((Flower) null))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Missing input: null (must be given)");
      assertThatThrownBy(() -> model.predict((List<Flower>) null))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Missing inputs: null (must be given)");
      assertThatThrownBy(() -> model.predict(Arrays.asList(SETOSA, null)))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Cannot predict 1 of 2 inputs [1]: Missing input: null (must be given)");
      assertThatThrownBy(() -> model.predict(List.of()))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid inputs: none (needs at least 1)");
      assertThatThrownBy(() -> model.predict(new Flower(Double.NaN, 1, "sand")))
          .isInstanceOf(InvalidValueException.class);
      assertThat(model.predict(SETOSA).value()).isEqualTo("setosa");
    }
  }

  @Test
  void answersABatchAsItAnswersEachInput() {
    promoted();
    List<Flower> inputs = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      inputs.add(new Flower(1 + i * 0.02, 0.1 + i * 0.008, i % 3 == 0 ? "loam" : "sand"));
    }
    try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      List<Prediction<String>> batch = model.predict(inputs);
      assertThat(batch).extracting(Prediction::id).doesNotHaveDuplicates().hasSize(300);
      for (int i = 0; i < inputs.size(); i++) {
        Prediction<String> alone = model.predict(inputs.get(i));
        assertThat(batch.get(i).value()).isEqualTo(alone.value());
        assertThat(batch.get(i).probability()).isEqualTo(alone.probability());
      }
    }
  }

  @Test
  void namesPredictionsApartAcrossModels() {
    promoted();
    List<String> ids = new ArrayList<>();
    for (int opening = 0; opening < 3; opening++) {
      try (ManagedModel<Flower, String> model = Flowers.plain(home).open();
          ManagedModel<Flower, String> replica = Flowers.plain(home).open()) {
        ids.add(model.predict(SETOSA).id());
        ids.add(replica.predict(SETOSA).id());
        ids.add(model.predict(SETOSA).id());
      }
    }
    assertThat(ids).doesNotHaveDuplicates().hasSize(9);
  }

  @Test
  void tellsListenersAndGoesOnWhenOneThrows() {
    promoted();
    List<String> heard = new ArrayList<>();
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .onPrediction(
                (input, prediction) -> {
                  throw new IllegalStateException("deaf");
                })
            .onPrediction((input, prediction) -> heard.add(input.soil() + " " + prediction.value()))
            .open()) {
      List<Prediction<String>> predictions = model.predict(List.of(SETOSA, VIRGINICA));
      assertThat(predictions).extracting(Prediction::value).containsExactly("setosa", "virginica");
      assertThat(model.monitoring().missedByListeners()).isEqualTo(2);
    }
    assertThat(heard).containsExactly("sand setosa", "loam virginica");
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"}) // what a caller without generics may do
  void refusesAnInputOfAnotherTypeAndGoesOn() {
    promoted();
    try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      ManagedModel anything = model;
      assertThatThrownBy(() -> anything.predict((Object) "a flower"))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid input: java.lang.String (must be io.lifecycle4j.core.Flowers$Flower)");
      assertThat(model.predict(SETOSA).value()).isEqualTo("setosa");
    }
  }

  @Test
  void answersAnInputThatIsTooLargeForItsLog() {
    promoted();
    try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      Flower huge = new Flower(1.5, 0.3, "sand".repeat(1 << 22));
      assertThat(model.predict(huge).value()).isEqualTo("setosa");
      assertThat(model.predict(SETOSA).value()).isEqualTo("setosa");
      assertThat(model.log().lost()).isEqualTo(1);
      assertThat(model.predictions().count()).isEqualTo(1);
    }
  }

  @Test
  void isReadyOnceAVersionServes() {
    try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      assertThat(model.ready()).isFalse();
    }
    promoted();
    ManagedModel<Flower, String> model = Flowers.plain(home).open();
    assertThat(model.ready()).isTrue();
    assertThatThrownBy(() -> model.close(Duration.ofMillis(-1)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid patience: PT-0.001S (must be at least 0 and at most 1 day)");
    assertThatThrownBy(() -> model.close(Duration.ofSeconds(Long.MAX_VALUE)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid patience: PT2562047788015215H")
        .hasMessageEndingWith(" (must be at least 0 and at most 1 day)");
    assertThat(model.ready()).as("nothing was closed").isTrue();
    model.close(Duration.ZERO);
    assertThatThrownBy(model::ready).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void predictsTheInputsBesideBadOnes() {
    promoted();
    List<String> heard = new ArrayList<>();
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .onPrediction((input, prediction) -> heard.add(prediction.value()))
            .open()) {
      List<PredictionOutcome<String>> outcomes =
          model.predictEach(Arrays.asList(SETOSA, null, VIRGINICA));
      assertThat(outcomes).hasSize(3);
      assertThat(outcomes.get(0).prediction().value()).isEqualTo("setosa");
      assertThat(outcomes.get(1).findFailure())
          .get()
          .isInstanceOf(InvalidValueException.class)
          .extracting(Throwable::getMessage)
          .isEqualTo("Missing input: null (must be given)");
      assertThat(outcomes.get(2).prediction().value()).isEqualTo("virginica");
      assertThat(model.log().answered()).as("with the failure").isEqualTo(3);
      assertThatThrownBy(() -> model.predict(Arrays.asList(SETOSA, null, VIRGINICA)))
          .isInstanceOf(InvalidValueException.class);
      assertThat(model.log().answered()).as("of a call that failed only why").isEqualTo(4);
      assertThatThrownBy(() -> model.predictEach(List.of()))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid inputs: none (needs at least 1)");
    }
    assertThat(heard).containsExactly("setosa", "virginica");
  }

  /** The same columns in another order, and one more. */
  record Reordered(String soil, String gardener, double width, double length) {}

  @Test
  void readsInputsByTheNamesOfTheirColumns() {
    promoted();
    try (ManagedModel<Flower, String> model = Flowers.plain(home).open();
        ManagedModel<Reordered, String> reordered =
            home.model("species", Reordered.class, classification("species"))
                .monitor(DriftMonitor.builder().window(50).build())
                .open()) {
      Prediction<String> expected = model.predict(VIRGINICA);
      for (int i = 0; i < 50; i++) {
        Prediction<String> found = reordered.predict(new Reordered("loam", "bob", 2.2, 6.0));
        assertThat(found.value()).isEqualTo(expected.value());
        assertThat(found.probability()).isEqualTo(expected.probability());
      }
      DriftReport report = reordered.monitoring().findDrift().orElseThrow();
      assertThat(report.rows()).isEqualTo(50);
      assertThat(report.columns())
          .extracting(column -> column.divergence().column())
          .containsExactlyInAnyOrder(
              "length",
              "width",
              "soil",
              "prediction",
              "prediction.probability.setosa",
              "prediction.probability.versicolor",
              "prediction.probability.virginica",
              "prediction.confidence");
      assertThat(report.drifted()).as("fifty times the same flower").isTrue();
    }
  }

  record Stem(double height) {}

  @Test
  void refusesToServeInputsThatLackAColumn() {
    promoted();
    assertThatThrownBy(() -> home.model("species", Stem.class, classification("species")).open())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("length");
    try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      assertThat(model.predict(SETOSA).value()).isEqualTo("setosa");
    }
  }

  @Test
  void refusesToServeAnotherTask() {
    promoted();
    assertThatThrownBy(() -> home.model("species", Flower.class, classification("kind")).open())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Cannot serve species:1: its task is classification of species")
        .hasMessageEndingWith("(open it with its own task, or use another model name)");
  }

  @Test
  void reportsDriftAndRollsBackFromItsListener() throws Exception {
    AtomicReference<ManagedModel<Flower, String>> self = new AtomicReference<>();
    List<DriftReport> reports = new CopyOnWriteArrayList<>();
    CountDownLatch rolledBack = new CountDownLatch(1);
    try (ManagedModel<Flower, String> model =
        Flowers.model(home)
            .monitor(DriftMonitor.builder().window(100).build())
            .onDrift(
                report -> {
                  reports.add(report);
                  if (report.drifted()) {
                    Objects.requireNonNull(self.get())
                        .rollback(ALICE, report.driftedColumns().toString());
                    rolledBack.countDown();
                  }
                })
            .open()) {
      self.set(model);
      Flowers.promoted(model, Flowers.split(home, 1));
      Flowers.promoted(model, Flowers.split(home, 2));
      for (int i = 0; i < 100; i++) {
        assertThat(model.predict(new Flower(40 + i * 0.01, 1, "sand")).version()).hasValue(2);
      }
      rolledBack.await();
      assertThat(model.predict(SETOSA).version()).hasValue(1);
      assertThat(model.history())
          .last()
          .satisfies(r -> assertThat(r.transition().reason()).contains("length"));
    }
    assertThat(reports).hasSize(1);
    assertThat(reports.get(0).version()).isEqualTo("species:2");
    assertThat(reports.get(0).rows()).isEqualTo(100);
    assertThat(reports.get(0).driftedColumns()).contains("length");
  }
}
