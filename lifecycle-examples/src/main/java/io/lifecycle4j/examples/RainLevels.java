package io.lifecycle4j.examples;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.registry.Actor.by;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.djl.training.Schedule;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Trains and serves a task of its own: how much it rains, by levels that have an order. */
public final class RainLevels {
  private static final OrdinalRegression RAIN =
      new OrdinalRegression("rain", List.of("none", "light", "moderate", "heavy"));

  private static final Network NETWORK = Network.parse("dense(16) relu");

  /** The input of the model: the place, temperatures in degrees Celsius, wind in m/s. */
  record Weather(String location, double warmest, double range, double wind) {}

  private record Measured(
      String location, double warmest, double range, double wind, String rain) {}

  private RainLevels() {}

  /** Trains, promotes and evaluates a version. */
  static Evaluation run(Path file, Path home) throws IOException {
    try (Lifecycle lifecycle = Lifecycle.open(home)) {
      Split split =
          lifecycle
              .datasets()
              .dataset("rain")
              .snapshot(Sources.records(Measured.class, days(file)))
              .commit()
              .split(byHash(1).train(0.6).validation(0.2).holdout(0.2));
      Evaluation evaluation;
      try (ManagedModel<Weather, String> model = open(lifecycle)) {
        ModelVersion version = model.train(split);
        model.promote(version, by("alice"), "First release");
        evaluation = model.evaluate(version);
        System.out.println(evaluation.markdown());
      }
      try (ManagedModel<Weather, String> served = open(lifecycle)) {
        System.out.println(served.predict(new Weather("Seattle", 28, 14, 2.5)).value());
      }
      return evaluation;
    }
  }

  private static ManagedModel<Weather, String> open(Lifecycle lifecycle) {
    return lifecycle
        .model("rain", Weather.class, RAIN)
        .preprocessing(
            oneHot("location"), standardize("warmest"), standardize("range"), standardize("wind"))
        .trainer(
            DjlTrainer.builder().network(NETWORK).epochs(12).schedule(Schedule.cosine()).build())
        .gates(metric("levels_off").atMost(0.55))
        .open();
  }

  private static Stream<Measured> days(Path file) throws IOException {
    return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
        .skip(1)
        .map(line -> line.split(","))
        .map(
            cells -> {
              double warmest = Double.parseDouble(cells[3]);
              double range = warmest - Double.parseDouble(cells[4]);
              double wind = Double.parseDouble(cells[5]);
              return new Measured(
                  cells[0], warmest, range, wind, level(Double.parseDouble(cells[2])));
            });
  }

  private static String level(double millimetres) {
    if (millimetres == 0) {
      return "none";
    }
    if (millimetres < 5) {
      return "light";
    }
    return millimetres < 15 ? "moderate" : "heavy";
  }

  /**
   * Runs the example.
   *
   * @param args not used
   * @throws IOException if the file cannot be read
   */
  public static void main(String[] args) throws IOException {
    run(Path.of("weather.csv"), Path.of("rain-home"));
  }
}
