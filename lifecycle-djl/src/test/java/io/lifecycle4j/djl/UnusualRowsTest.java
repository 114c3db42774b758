package io.lifecycle4j.djl;

import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Gates;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows from which little can be learned, or nothing. */
class UnusualRowsTest {
  private final Lifecycle home = Lifecycle.inMemory();

  private record Point(double x, double always) {}

  private record Labelled(double x, double always, double twice, String role) {}

  @AfterEach
  void close() {
    home.close();
  }

  private ManagedModel<Point, Double> model() {
    return home.model("twice", Point.class, regression("twice"))
        .preprocessing(standardize("x"), standardize("always"))
        .trainer(
            DjlTrainer.builder()
                .network(Network.builder().build())
                .epochs(40)
                .learningRate(0.05)
                .threads(1)
                .build())
        .gates(Conditions.metric("rmse").atMost(1), Gates.withoutBaseline("It is linear"))
        .open();
  }

  /** Every third row has another role. */
  private Split split(String first, String second, String third) {
    String[] roles = {first, second, third};
    return home.datasets()
        .dataset("points")
        .snapshot(
            Sources.records(
                Labelled.class,
                IntStream.range(0, 300)
                    .mapToObj(i -> new Labelled(i / 6.0, 5, i / 3.0, roles[i % 3]))))
        .commit()
        .split(Splits.byRole("role"));
  }

  @Test
  void aConstantFeatureChangesNothing() {
    try (ManagedModel<Point, Double> model = model()) {
      model.promote(
          model.train(split("TRAIN", "VALIDATION", "HOLDOUT")), Actor.by("alice"), "First");

      double usual = model.predict(new Point(20, 5)).value();
      assertThat(usual).isBetween(38.0, 42.0);
      assertThat(model.predict(new Point(20, 6)).value()).isFinite();
    }
  }

  @Test
  void noTrainingRowsAreAnError() {
    assertThatThrownBy(() -> split("VALIDATION", "VALIDATION", "HOLDOUT"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid split of points:1: none of 300 rows is for training by ");
  }
}
