package io.lifecycle4j.core.training;

import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.LoggedLines;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.training.TrainingPlan;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A training says what it does to the rows, and what its threshold rests on. */
class TrainingLogTest {
  private record Ride(double temp) {}

  private final List<String> infos = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> trained = new ArrayList<>();
  private final Lifecycle home =
      Lifecycle.builder().location(URI.create("memory:new")).withoutEnvironment().open();

  @AfterEach
  void close() {
    home.close();
  }

  private Split split(IntFunction<String> kind) {
    StringBuilder csv = new StringBuilder("temp,kind\n");
    for (int i = 0; i < 20; i++) {
      csv.append(i).append(',').append(kind.apply(i)).append('\n');
    }
    return home.datasets()
        .dataset("rides")
        .snapshot(Sources.csv("rides.csv", Content.of(csv.toString())))
        .schema(Schema.of(Ride.class).with("kind", DataType.STRING))
        .commit()
        .split(byHash(1).train(1).validation(0).holdout(0));
  }

  /** Returns the training of a network whose scores are all 0. */
  private ModelTraining training(Task<String> task, int classes) {
    byte[] weights = LinearEngine.file(new float[classes][2]);
    NamedContent file = new NamedContent(LinearEngine.FILE, Content.of(weights));
    Recipe recipe =
        new Recipe(
            "rides",
            Schema.of(Ride.class),
            task,
            List.of(),
            context -> {
              trained.add(context.run().id().toString());
              return new TrainedModel(
                  LinearEngine.FORMAT, LinearEngine.architecture(1, classes), List.of(file));
            },
            progress -> {},
            false,
            complete -> {});
    return new ModelTraining(
        recipe,
        new Engines(List.of(new LinearEngine())),
        content -> new StoredFile(file.name(), Hashing.hash(weights), weights.length),
        stored -> new ByteArrayInputStream(weights),
        LoggedLines.of(Map.of("info", infos, "warn", warnings)::get));
  }

  private void train(ModelTraining training, Split split) {
    try (Run run = home.experiments().start("rides")) {
      training.train(TrainingPlan.on(split).build(), run);
    }
  }

  @Test
  void saysWhichRowsAndClassesTheTrainerDoesNotReceive() {
    // Of the first ten rows the last is in the reference.
    Split split = split(i -> i == 9 ? "rare" : i % 2 == 0 ? "even" : "odd");
    train(training(classification("kind", "even", "odd", "rare"), 3), split);

    assertThat(infos)
        .containsExactly(
            "The drift reference of rides is a tenth of the training rows (2 rows), which is left"
                + " out of training: the split of rides:1 has no validation rows");
    assertThat(warnings)
        .containsExactly(
            "The trainer of rides receives no row with kind rare: all of them are in the drift"
                + " reference, since the split of rides:1 has no validation rows (split some off,"
                + " or add rows)");
  }

  @Test
  void saysWhatItsThresholdRestsOn() {
    Split split = split(i -> i % 2 == 0 ? "no" : "yes");
    train(training(classification("kind").positive("yes").thresholdAtPrecision(0.1), 2), split);

    assertThat(infos).hasSize(2);
    assertThat(infos.get(1)).startsWith("Threshold of rides: 0.5000 (finds ");
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0)).startsWith("The threshold of rides rests on ");
  }

  /** The model may be closed while the rows are prepared. */
  @Test
  void asksNoTrainerOnceTheModelIsClosed() {
    ModelTraining training = training(classification("kind"), 2);
    training.close();
    Split split = split(i -> i % 2 == 0 ? "no" : "yes");

    assertThatThrownBy(() -> train(training, split))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model rides is closed");
    assertThat(trained).isEmpty();
  }
}
