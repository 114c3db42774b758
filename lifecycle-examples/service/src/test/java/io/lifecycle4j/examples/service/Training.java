package io.lifecycle4j.examples.service;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.validation.Rules.column;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Trains the model of the service, and exports it into a file that is packaged with it. */
final class Training {
  private Training() {}

  static void run(Path data, Path file) throws IOException {
    try (Lifecycle lifecycle = Lifecycle.inMemory();
        ManagedModel<Day, String> model =
            lifecycle
                .model("weather", Day.class, classification("weather"))
                .preprocessing(
                    oneHot("location"), standardize("precipitation"), standardize("wind"))
                .trainer(
                    DjlTrainer.builder()
                        .network(Network.parse("dense(32) relu dense(16) relu"))
                        .epochs(20)
                        .build())
                .gates(metric("accuracy").atLeast(0.6))
                .open()) {
      DatasetVersion days =
          lifecycle
              .datasets()
              .dataset("days")
              .snapshot(Sources.csv(data))
              .schema(Schema.of(Day.class).label("weather", DataType.STRING))
              .requiring(
                  column("location").in("Seattle", "New York"),
                  column("precipitation").between(0, 500),
                  column("wind").between(0, 100))
              .commit();
      ModelVersion version =
          model.train(days.split(byHash(1).train(0.6).validation(0.2).holdout(0.2)));
      model.promote(version, by("build"), "Trained by the build"); // fails if a gate does
      Files.deleteIfExists(file);
      model.export(version, file);
    }
  }

  /**
   * Trains.
   *
   * @param arguments the data, and the new file
   */
  public static void main(String[] arguments) throws IOException {
    run(Path.of(arguments[0]), Path.of(arguments[1]));
  }
}
