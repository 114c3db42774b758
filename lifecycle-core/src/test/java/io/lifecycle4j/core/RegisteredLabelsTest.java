package io.lifecycle4j.core;

import static io.lifecycle4j.data.Splits.byRole;
import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.storage.Content;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Labels that a model from elsewhere cannot have are found before it is loaded. */
class RegisteredLabelsTest {
  record Stem(double height) {}

  private static final Schema SCHEMA =
      Schema.of(Stem.class).with("kind", DataType.STRING).with("role", DataType.STRING);

  private final LinearEngine engine = new LinearEngine();
  private Lifecycle home;

  @BeforeEach
  void open() {
    home = Flowers.inMemory(engine);
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.loaded()).isZero();
  }

  /** Makes rows of a kind and a role: {@code "tree,TRAIN"}. */
  private Split split(String... rows) {
    StringBuilder csv = new StringBuilder("height,kind,role\n");
    for (int i = 0; i < rows.length; i++) {
      csv.append(i).append(',').append(rows[i]).append('\n');
    }
    return home.datasets()
        .dataset("stems")
        .snapshot(Sources.csv("stems.csv", Content.of(csv.toString())))
        .schema(SCHEMA)
        .commit()
        .split(byRole("role"));
  }

  private <O> void assertRefused(
      Task<O> task, Split split, Class<? extends LifecycleException> type, String message) {
    ExternalModel.Builder external =
        ExternalModel.builder(LinearEngine.FORMAT)
            .architecture(LinearEngine.architecture(1, 2))
            .file(LinearEngine.FILE, Content.of(LinearEngine.file(new float[2][2])));
    try (ManagedModel<Stem, O> model = home.model("stems", Stem.class, task).open()) {
      assertThatThrownBy(() -> model.register(external, split, Flowers.ALICE, "From research"))
          .isInstanceOf(type)
          .hasMessageStartingWith(message);
    }
    assertThat(home.models().names()).isEmpty();
    GarbageReport garbage = home.maintenance().collectGarbage().run();
    assertThat(garbage.spared().blobs() + garbage.quarantined().blobs()).as("files").isZero();
  }

  @Test
  void refusesATrainingLabelThatIsNotDeclared() {
    assertRefused(
        classification("kind", "grass", "tree"),
        split("grass,TRAIN", "tree,TRAIN", "bush,TRAIN", "tree,VALIDATION", "tree,HOLDOUT"),
        InvalidDataException.class,
        "Cannot register stems with stems:1: training row 2 (stems.csv, line 4): Invalid label: 'bush' in"
            + " column kind (must be one of [grass, tree])");
  }

  @Test
  void refusesAClassThatOnlyTheValidationHas() {
    assertRefused(
        classification("kind"),
        split("grass,TRAIN", "tree,TRAIN", "bush,VALIDATION", "tree,HOLDOUT"),
        InvalidDataException.class,
        "Cannot register stems with stems:1: validation row 0 (stems.csv, line 4): Invalid label: 'bush'"
            + " in column kind (must be one of [grass, tree])");
  }

  @Test
  void refusesAClassThatOnlyTheHoldoutHas() {
    assertRefused(
        classification("kind"),
        split("grass,TRAIN", "tree,TRAIN", "tree,VALIDATION", "bush,HOLDOUT"),
        InvalidDataException.class,
        "Cannot register stems with stems:1: rows of the holdout could not be judged: Invalid"
            + " label: 'bush' in column kind (must be one of [grass, tree]) (declare what the label"
            + " may be, add training rows of it, or take it out of the data)");
  }

  @Test
  void refusesLabelsThatAreAllOfOneClass() {
    assertRefused(
        classification("kind"),
        split("tree,TRAIN", "tree,TRAIN", "tree,VALIDATION", "tree,HOLDOUT"),
        InvalidDataException.class,
        "Invalid label column kind: classes [tree] (needs at least 2, none missing: add rows of"
            + " another class, with a label each)");
  }

  @Test
  void refusesALabelOfAnotherType() {
    assertRefused(
        regression("kind"),
        split("grass,TRAIN", "tree,TRAIN", "tree,VALIDATION", "tree,HOLDOUT"),
        InvalidValueException.class,
        "Invalid label column kind: ");
  }

  @Test
  void refusesATaskThatThrows() {
    assertRefused(
        new FaultyTask("kind", "encode throws"),
        split("grass,TRAIN", "tree,TRAIN", "tree,VALIDATION", "tree,HOLDOUT"),
        UntrustedModelException.class,
        "Cannot register stems: encode of task faulty threw java.lang.IllegalStateException: a"
            + " mistake");
  }
}
