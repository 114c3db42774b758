package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.data.Splits.byRole;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A class that only rows held out have is found before anything is trained. */
class HoldoutClassesTest {
  record Stem(double height) {}

  private static final Schema SCHEMA =
      Schema.of(Stem.class)
          .with("kind", DataType.STRING)
          .with("role", DataType.STRING)
          .change("kind", ColumnBuilder::nullable);

  private final LinearEngine engine = new LinearEngine();
  private Lifecycle home;

  @BeforeEach
  void open() {
    home = Flowers.inMemory(engine);
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.open()).isZero();
  }

  private Split split(String... heldOut) {
    StringBuilder csv = new StringBuilder("height,kind,role\n");
    for (int i = 0; i < 20; i++) {
      csv.append(i).append(i < 10 ? ",grass" : ",tree").append(",TRAIN\n");
    }
    for (String kind : heldOut) {
      csv.append("7.5,").append(kind).append(",HOLDOUT\n");
    }
    return home.datasets()
        .dataset("stems")
        .snapshot(Sources.csv("stems.csv", Content.of(csv.toString())))
        .schema(SCHEMA)
        .commit()
        .split(byRole("role"));
  }

  private ManagedModel<Stem, String> model(Classification task) {
    return home.model("stems", Stem.class, task).trainer(new LinearTrainer(5, 0.1, 1)).open();
  }

  private void assertRefused(Classification task, Split split, String... classes) {
    String problems =
        Arrays.stream(classes)
            .map(
                name ->
                    "Invalid label: '" + name + "' in column kind (must be one of [grass, tree])")
            .collect(Collectors.joining("; "));
    try (ManagedModel<Stem, String> model = model(task)) {
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(InvalidDataException.class)
          .hasMessage(
              "Cannot train on stems:1: rows of the holdout could not be judged: "
                  + problems
                  + " (declare what the label may be, add training rows of it, or take it out of"
                  + " the data)");
    }
    assertThat(home.experiments().runs("stems"))
        .extracting(RunRecord::status)
        .containsOnly(RunStatus.FAILED);
    assertThat(home.models().names()).isEmpty();
  }

  @Test
  void refusesAClassThatNoTrainingRowHas() {
    assertRefused(classification("kind"), split("grass", "bush", "tree", "bush"), "bush");
  }

  @Test
  void refusesClassesThatAreNotDeclared() {
    assertRefused(classification("kind", "grass", "tree"), split("vine", "bush"), "bush", "vine");
  }

  @Test
  void namesAtMostThreeClasses() {
    assertRefused(
        classification("kind"), split("vine", "fern", "bush", "algae"), "bush", "fern", "vine");
  }

  @Test
  void refusesAMissingClass() {
    assertRefused(classification("kind"), split("grass", ""), "");
  }

  @Test
  void trainsWhenEveryClassIsDeclared() {
    Split split = split("grass", "bush");
    try (ManagedModel<Stem, String> model =
        model(classification("kind", "bush", "grass", "tree"))) {
      ModelVersion version = model.train(split);
      assertThat(model.evaluate(version).rows()).isEqualTo(2);
    }
  }

  @Test
  void promotesNothingIfTheHoldoutHasNoPositiveRow() {
    Split split = split("grass", "grass");
    try (ManagedModel<Stem, String> model =
        home.model("stems", Stem.class, classification("kind").positive("tree"))
            .trainer(new LinearTrainer(5, 0.1, 1))
            .gates(linear(metric("recall").atLeast(0.5)))
            .open()) {
      ModelVersion version = model.train(split);

      assertThatThrownBy(() -> model.promote(version, Flowers.ALICE, "Try it"))
          .isInstanceOf(GateFailedException.class)
          .hasMessage(
              "Cannot promote stems:1: recall[tree] is NaN (must be a finite number: hold out rows that"
                  + " define it, such as some of each class) [error]");
      assertThat(model.findProduction()).isEmpty();
    }
  }

  @Test
  void trainsWhenTheHoldoutHasNoOtherClass() {
    Split split = split("tree", "grass");
    try (ManagedModel<Stem, String> model = model(classification("kind"))) {
      assertThat(model.evaluate(model.train(split)).rows()).isEqualTo(2);
    }
  }
}
