package io.lifecycle4j.benchmarks;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.djl.training.DjlTrainerBuilder;
import io.lifecycle4j.schema.GrayImage;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What it costs the training thread to store a state, in a home on disk: the same training with a
 * state after each update, and without.
 */
final class StateCost {
  private static final int TURNS = 3;

  private StateCost() {}

  /** Prints lines for networks of growing size. */
  static void run() throws IOException {
    for (int units : new int[] {16, 1024, 8192}) {
      print(units);
    }
  }

  private static DjlTrainerBuilder trainer(int units) {
    return DjlTrainer.builder()
        .network(Network.parse("flatten dense(" + units + ") relu"))
        .epochs(1)
        .batchSize(100)
        .average(0.99)
        .threads(1);
  }

  private static void print(int units) throws IOException {
    Path directory = TemporaryDirectory.create();
    double[] with = new double[TURNS];
    double[] without = new double[TURNS];
    long bytes = 0;
    int states = 0;
    try (Lifecycle home = Lifecycle.open(directory.resolve("home"))) {
      Split split = ClothesData.split(home, 0);
      for (int turn = 0; turn < TURNS; turn++) {
        without[turn] = seconds(home, split, trainer(units));
        with[turn] =
            seconds(
                home,
                split,
                trainer(units).seed(turn).checkpointEveryUpdates(2).keepCheckpoints(0, 2));
      }
      RunRecord last = home.experiments().runs("fashion").get(2 * TURNS - 1);
      states = last.checkpoints().size() + last.droppedCheckpoints().size();
      Checkpoint newest = last.checkpoints().get(last.checkpoints().size() - 1);
      bytes = newest.file().size();
    } finally {
      TemporaryDirectory.delete(directory);
    }
    double each = (LoopCost.median(with) - LoopCost.median(without)) / states;
    System.out.printf(
        Locale.ROOT,
        "training-state-%d-units milliseconds %.1f printed (%.1f MB, %.0f MB a second; %d"
            + " states)%n",
        units,
        each * 1e3,
        bytes / 1e6,
        bytes / 1e6 / each,
        states);
  }

  private static double seconds(Lifecycle home, Split split, DjlTrainerBuilder builder) {
    TimedTrainer trainer = new TimedTrainer(builder.build(), context -> {});
    try (ManagedModel<GrayImage, String> model = ClothesData.model(home, trainer)) {
      model.train(split);
    }
    return trainer.time().seconds();
  }
}
