package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.VIRGINICA;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.serving.GroundTruth;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.Predictions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What turns out to be true is recorded, and read beside what was predicted. */
class GroundTruthTest {
  @TempDir private Path directory;

  private static List<LoggedPrediction> all(Predictions predictions) {
    List<LoggedPrediction> all = new ArrayList<>();
    predictions.forEach(all::add);
    return all;
  }

  private ManagedModel<Flower, String> open(Lifecycle home) {
    return Flowers.model(home)
        .serving(flower -> flower.length() < 3 ? "setosa" : "virginica")
        .open();
  }

  @Test
  void isReadBesideThePrediction() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = open(home)) {
      List<Prediction<String>> made = model.predict(List.of(SETOSA, VIRGINICA, SETOSA));
      model.recordGroundTruth(made.get(0).id(), "versicolor");
      model.recordGroundTruth(Map.of(made.get(1).id(), "virginica", made.get(0).id(), "setosa"));
      List<LoggedPrediction> read = all(model.predictions());
      assertThat(read)
          .extracting(one -> one.findGroundTruth().map(GroundTruth::label).orElse("none"))
          .containsExactly("setosa", "virginica", "none");
      assertThat(read.get(0).findGroundTruth().orElseThrow().times()).isEqualTo(2);
      assertThat(all(model.predictions().withGroundTruth())).hasSize(2);
      assertThat(all(model.predictions().where("truth = 'setosa' AND truth_time > '2020-01-01'")))
          .extracting(LoggedPrediction::id)
          .containsExactly(made.get(0).id());
      assertThat(model.predictions().unmatchedGroundTruth()).isEmpty();
    }
  }

  @Test
  void comesFromAnotherProcessLate() {
    String id;
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = open(home)) {
      id = model.predict(SETOSA).id();
    }
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = open(home)) {
      model.recordGroundTruth(id, "setosa");
    }
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = open(home)) {
      assertThat(all(model.predictions().withGroundTruth()))
          .extracting(LoggedPrediction::id)
          .containsExactly(id);
    }
  }

  @Test
  void isListedIfItHasNoPrediction() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = open(home)) {
      model.recordGroundTruth("0123456789abcdef-7", "setosa");
      model.recordGroundTruth(model.predict(SETOSA).id(), "setosa");
      assertThat(model.predictions().unmatchedGroundTruth()).containsExactly("0123456789abcdef-7");
    }
  }

  @Test
  void isRefusedForAPredictionThatThisSessionHasNotMade() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = open(home)) {
      String next = model.predict(SETOSA).id().replaceFirst("-1$", "-2");
      assertThatThrownBy(() -> model.recordGroundTruth(next, "setosa"))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Prediction does not exist: " + next + " (this session has made 1)");
      assertThatThrownBy(() -> model.recordGroundTruth("order 17", "setosa"))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid prediction id: order 17 (must be that of a Prediction)");
    }
  }

  @Test
  void isRecordedForAllOrNone() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = open(home)) {
      String id = model.predict(SETOSA).id();
      assertThatThrownBy(() -> model.recordGroundTruth(Map.of(id, "setosa", "x-1", 5)))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid ground truth: 5.0 (must be a String)");
      assertThat(model.predictions().withGroundTruth().count()).isZero();
    }
  }

  @Test
  void isRefusedIfNoVersionPredictsSuchAClass() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      String id = model.predict(SETOSA).id();
      model.recordGroundTruth(id, "versicolor");
      assertThatThrownBy(() -> model.recordGroundTruth(id, "setossa"))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid ground truth: setossa (did you mean setosa? the versions of species predict"
                  + " setosa, versicolor, virginica; declare a new class in the task)");
      assertThat(all(model.predictions().where("truth = 'versicolor'"))).hasSize(1);
    }
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model =
            home.model("species", Flower.class, classification("species", "setosa", "ensata"))
                .open()) {
      model.recordGroundTruth(model.predict(SETOSA).id(), "ensata");
    }
  }

  @Test
  void isRefusedInAHomeThatIsReadOnly() {
    Flowers.in(directory).close();
    try (Lifecycle home = Lifecycle.builder().directory(directory).readOnly().open();
        ManagedModel<Flower, String> model = open(home)) {
      assertThatThrownBy(() -> model.recordGroundTruth("0123456789abcdef-7", "setosa"))
          .isInstanceOf(ReadOnlyException.class);
    }
  }
}
