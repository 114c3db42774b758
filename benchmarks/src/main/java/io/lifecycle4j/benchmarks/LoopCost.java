package io.lifecycle4j.benchmarks;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.benchmarks.TimedTrainer.Time;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.schema.GrayImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the loop costs beside a {@linkplain BareLoop loop of DJL} on the same network and rows: with
 * a run in a home on disk, checks, and a checkpoint after each epoch.
 *
 * <p>Each side trains in turn, in this process, on one thread; the first trainings of each are not
 * measured. The ratio is that of the medians of processor time, which other work on the machine
 * changes less than the time of clocks.
 */
final class LoopCost {
  /** Until then, the JIT compiler takes up to a third of the processor time of each side. */
  private static final int WARM_UP = 4;

  private static final int TURNS = 3;
  private static final double CEILING = 1.05;

  private LoopCost() {}

  /** Prints a line for each network. */
  static void run() throws IOException {
    Path directory = TemporaryDirectory.create();
    try (Lifecycle home = Lifecycle.open(directory.resolve("home"))) {
      Split split = ClothesData.split(home, 0);
      for (TrainedNetwork network : TrainedNetwork.values()) {
        print(network, split, home);
      }
    } finally {
      TemporaryDirectory.delete(directory);
    }
  }

  private static void print(TrainedNetwork network, Split split, Lifecycle home) {
    List<Time> ours = new ArrayList<>();
    List<Time> bare = new ArrayList<>();
    TimedTrainer trainer =
        new TimedTrainer(
            network.trainer(1).checkpointEvery(1).build(),
            context -> {
              BareLoop loop = new BareLoop(context.training());
              bare.add(Time.of(() -> loop.train(network)));
            });
    try (ManagedModel<GrayImage, String> model = ClothesData.model(home, trainer)) {
      for (int turn = 0; turn < WARM_UP + TURNS; turn++) {
        model.train(split);
        ours.add(trainer.time());
      }
    }
    double ratio = processor(ours) / processor(bare);
    boolean asked = network == TrainedNetwork.CNN;
    System.out.printf(
        Locale.ROOT,
        "training-loop-%s-vs-djl ratio %.3f %s (processor %.2f and %.2f s, of the"
            + " training thread %.2f and %.2f s, clocks %.2f and %.2f"
            + " s)%n",
        network.shown(),
        ratio,
        asked ? "ceiling " + CEILING + " " + (ratio <= CEILING ? "met" : "missed") : "printed",
        processor(ours),
        processor(bare),
        thread(ours),
        thread(bare),
        seconds(ours),
        seconds(bare));
  }

  private static double processor(List<Time> times) {
    return median(times.stream().skip(WARM_UP).mapToDouble(Time::processor).toArray());
  }

  private static double thread(List<Time> times) {
    return median(times.stream().skip(WARM_UP).mapToDouble(Time::thread).toArray());
  }

  private static double seconds(List<Time> times) {
    return median(times.stream().skip(WARM_UP).mapToDouble(Time::seconds).toArray());
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
