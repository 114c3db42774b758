package io.lifecycle4j.core.training;

import static io.lifecycle4j.data.Splits.byRole;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.preprocessing.Preprocessing;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.training.Trainer;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A row that nothing can be learned from is named by its role, its position and its place. */
class RefusedRowsTest {
  private static final Schema SCHEMA =
      Schema.builder()
          .column(Column.builder("mass", DataType.FLOAT64).nullable().build())
          .column("kind", DataType.STRING)
          .column("role", DataType.STRING)
          .build();

  private record Bird(double mass) {}

  private final Lifecycle home =
      Lifecycle.builder()
          .location(URI.create("memory:new"))
          .engine(new LinearEngine())
          .withoutEnvironment()
          .open();

  @AfterEach
  void close() {
    home.close();
  }

  private Split split(String... rows) {
    String csv = "mass,kind,role\n" + String.join("\n", rows) + "\n";
    return home.datasets()
        .dataset("birds")
        .snapshot(Sources.csv("birds.csv", Content.of(csv)))
        .schema(SCHEMA)
        .commit()
        .split(byRole("role"));
  }

  private void train(Split split) {
    train(split, LinearTrainer.small());
  }

  private void train(Split split, Trainer trainer) {
    try (ManagedModel<Bird, String> model =
        home.model("birds", Bird.class, classification("kind")).trainer(trainer).open()) {
      model.train(split);
    }
  }

  @Test
  void namesTheTrainingRowThatLacksANumber() {
    Split split = split("1,a,TRAIN", "2,b,HOLDOUT", ",b,TRAIN", "4,a,VALIDATION");
    assertThatThrownBy(() -> train(split))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot train on birds:1: training row 1 (birds.csv, line 4): Invalid input: mass is"
                + " missing (add impute(\"mass\").mean() or pass a value)");
  }

  @Test
  void namesTheRowAmongAllTrainingRowsWhereEveryTenthIsTheReference() {
    String[] rows = new String[30];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (i == 11 ? "" : i) + "," + (i % 2 == 0 ? "a" : "b") + ",TRAIN";
    }
    Split eleventh = split(rows);
    assertThatThrownBy(() -> train(eleventh))
        .hasMessageStartingWith("Cannot train on birds:1: training row 11 (birds.csv, line 13): ");
    rows[11] = "11,b,TRAIN";
    rows[19] = ",b,TRAIN";
    Split nineteenth = split(rows);
    assertThatThrownBy(() -> train(nineteenth))
        .hasMessageStartingWith("Cannot train on birds:2: training row 19 (birds.csv, line 21): ");
  }

  @Test
  void namesTheValidationRowOfAClassThatNoTrainingRowHas() {
    Split split = split("1,a,TRAIN", "2,b,TRAIN", "3,a,VALIDATION", "4,new,VALIDATION");
    assertThatThrownBy(() -> train(split))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Cannot train on birds:1: validation row 1 (birds.csv, line 5): Invalid label: 'new' in"
                + " column kind (must be one of [a, b])");
  }

  @Test
  void namesTheRowForWhichTheNetworkGivesNoNumber() {
    Trainer overflowing =
        context ->
            new TrainedModel(
                LinearEngine.FORMAT,
                LinearEngine.architecture(1, 2),
                List.of(
                    new NamedContent(
                        LinearEngine.FILE,
                        Content.of(LinearEngine.file(new float[][] {{1, 0}, {1e9f, 0}})))));
    Split training = split("1,a,TRAIN", "2,b,TRAIN", "1e38,a,TRAIN", "3,a,VALIDATION");
    assertThatThrownBy(() -> train(training, overflowing))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(
            "Training failed: output scores[1] of the network is Infinity for training row 2 (must"
                + " be finite)");
    Split validation = split("1,a,TRAIN", "2,b,TRAIN", "3,a,VALIDATION", "1e38,a,VALIDATION");
    assertThatThrownBy(() -> train(validation, overflowing))
        .hasMessageEndingWith(
            "[1] of the network is Infinity for validation row 1 (must be finite)");
  }

  @Test
  void namesTheRoleInALoopOfOnesOwn() {
    Split split = split("1,a,TRAIN", "2,b,TRAIN", ",a,VALIDATION");
    var fitted = Preprocessing.of(Schema.of(Bird.class), List.of()).fit(split);
    assertThatThrownBy(
            () -> PreparedExamples.of(fitted, classification("kind"), split, SplitRole.VALIDATION))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(
            "Cannot prepare row 0 of the role validation (birds.csv, line 4): Invalid input: mass is");
  }
}
