package io.lifecycle4j.djl;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.newRows;
import static io.lifecycle4j.registry.Gates.withoutBaseline;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.TestClock;
import io.lifecycle4j.djl.KilledTraining.Point;
import io.lifecycle4j.retraining.RetrainingPolicy;
import io.lifecycle4j.training.TrainingListener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Trains a model anew on new rows, or goes on with the training that ended early. */
final class RetrainedPoints {
  static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

  private RetrainedPoints() {}

  /**
   * Does what is due, and prints a line for each batch, then the digest of the new weights.
   *
   * @param arguments the directory of the home
   */
  public static void main(String[] arguments) {
    TestClock now = new TestClock(BEGIN.plus(Duration.ofDays(1)));
    try (Lifecycle home = open(Path.of(arguments[0]), now);
        ManagedModel<Point, String> model =
            model(home, news -> System.out.println(KilledTraining.BATCH))) {
      model.runDue(now.instant());
      System.out.println(KilledTraining.digest(home.models().version(KilledTraining.MODEL, 2)));
    }
  }

  static Lifecycle open(Path directory, TestClock now) {
    return Lifecycle.builder().directory(directory).clock(now).withoutEnvironment().open();
  }

  static ManagedModel<Point, String> model(Lifecycle home, TrainingListener listener) {
    return KilledTraining.builder(home, listener)
        .gates(metric("accuracy").atLeast(0.01), withoutBaseline("The points are few"))
        .retraining(RetrainingPolicy.when(newRows(50)).build())
        .retrainFrom(KilledTraining.DATASET)
        .split(KilledTraining.PLAN)
        .open();
  }
}
