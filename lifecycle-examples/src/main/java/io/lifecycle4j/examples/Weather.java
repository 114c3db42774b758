package io.lifecycle4j.examples;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.data.SplitRole.TRAIN;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.validation.Rules.column;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Trains, serves, monitors and rolls back a model that classifies the weather of a day. */
public final class Weather {
  /** The input of the model: the feature columns of the CSV file. */
  record Day(String location, double precipitation, double wind) {}

  private Weather() {}

  static void run(Path file, Path home) {
    Network network = Network.parse("dense(32) relu dense(16) relu");
    try (Lifecycle lifecycle = Lifecycle.open(home);
        ManagedModel<Day, String> model =
            lifecycle
                .model("weather", Day.class, classification("weather"))
                .preprocessing(
                    oneHot("location"), standardize("precipitation"), standardize("wind"))
                .trainer(DjlTrainer.builder().network(network).epochs(50).build())
                .gates(metric("accuracy").atLeast(0.6), notWorseThanProduction("accuracy"))
                .monitor(DriftMonitor.builder().window(50).build())
                .open()) {
      DatasetVersion days =
          lifecycle
              .datasets()
              .dataset("days")
              .snapshot(Sources.csv(file))
              .schema(Schema.of(Day.class).label("weather", DataType.STRING))
              .requiring(column("precipitation").between(0, 500)) // else rejected
              .commit();
      Split split = days.split(byHash(1).train(0.6).validation(0.2).holdout(0.2));
      model.promote(model.train(split), by("alice"), "First release"); // throws if a gate fails
      System.out.println(model.predict(new Day("Seattle", 4.5, 3.1)));

      List<Day> live = new ArrayList<>(); // a client that sends inches, not millimetres
      split
          .rows(TRAIN)
          .forEach(day -> live.add(new Day(day.text(0), day.number(1) / 25.4, day.number(2))));
      Collections.shuffle(live, new Random(1));
      model.predict(live.subList(0, 50)); // fills a window
      System.out.println(model.monitoring().findDrift().orElseThrow().summary());

      model.promote(model.train(split), by("alice"), "Trained again"); // serves from now on
      model.rollback(by("bob"), "Predicts sun too often"); // the first version serves again
      model.history().forEach(System.out::println);
    }
  }

  /**
   * Runs the example.
   *
   * @param args not used
   */
  public static void main(String[] args) {
    run(Path.of("weather.csv"), Path.of("model-home"));
  }
}
