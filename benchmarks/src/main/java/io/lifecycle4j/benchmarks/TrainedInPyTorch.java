package io.lifecycle4j.benchmarks;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.benchmarks.TimedTrainer.Time;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.schema.GrayImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Time and accuracy of five seeds beside PyTorch in Python, on the same rows, with the same
 * networks, optimizer, batches, epochs and number of threads: {@code benchmarks/peers/training.py}.
 *
 * <p>The time is that of the loop of both. The accuracy is that on 1,000 held-out images.
 */
final class TrainedInPyTorch {
  private static final int SEEDS = 5;

  private TrainedInPyTorch() {}

  /** The trainings of a side. */
  private record Trainings(List<Time> times, List<Double> accuracies) {
    double seconds() {
      return LoopCost.median(times.stream().mapToDouble(Time::seconds).toArray());
    }

    double processor() {
      return LoopCost.median(times.stream().mapToDouble(Time::processor).toArray());
    }

    double mean() {
      return accuracies.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    double least() {
      return accuracies.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    double greatest() {
      return accuracies.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    String shown() {
      return String.format(
          Locale.ROOT,
          "%.2f s, processor %.2f s, accuracy %.4f (%.3f to %.3f)",
          seconds(),
          processor(),
          mean(),
          least(),
          greatest());
    }
  }

  /** Prints lines for each network. */
  static void run() throws IOException, InterruptedException {
    Optional<String> missing = Peers.missing("torch");
    if (missing.isPresent()) {
      System.out.println("training-vs-pytorch " + missing.get());
      return;
    }
    for (TrainedNetwork network : TrainedNetwork.values()) {
      Trainings ours = ours(network);
      Trainings theirs = theirs(network);
      System.out.printf(
          Locale.ROOT,
          "training-%s-vs-pytorch ratio %.3f printed (here %s; PyTorch %s)%n",
          network.shown(),
          ours.processor() / theirs.processor(),
          ours.shown(),
          theirs.shown());
      boolean within = ours.mean() >= theirs.least() && ours.mean() <= theirs.greatest();
      System.out.printf(
          Locale.ROOT,
          "training-%s-accuracy %.4f within %.4f to %.4f of PyTorch %s%n",
          network.shown(),
          ours.mean(),
          theirs.least(),
          theirs.greatest(),
          within ? "met" : "missed");
    }
  }

  private static Trainings ours(TrainedNetwork network) {
    List<Time> times = new ArrayList<>();
    List<Double> accuracies = new ArrayList<>();
    try (Lifecycle home = Lifecycle.inMemory()) {
      Split split = ClothesData.split(home, 0);
      for (int seed = 0; seed < SEEDS; seed++) {
        TimedTrainer trainer =
            new TimedTrainer(network.trainer(1).seed(seed).build(), context -> {});
        try (ManagedModel<GrayImage, String> model = ClothesData.model(home, trainer)) {
          accuracies.add(model.evaluate(model.train(split)).metric("accuracy"));
        }
        times.add(trainer.time());
      }
    }
    return new Trainings(times, accuracies);
  }

  private static Trainings theirs(TrainedNetwork network) throws IOException, InterruptedException {
    String printed =
        Peers.run(
            "training.py",
            network.shown(),
            ClothesData.DATA.toString(),
            "1",
            String.valueOf(network.epochs()),
            String.valueOf(SEEDS));
    List<Time> times = new ArrayList<>();
    List<Double> accuracies = new ArrayList<>();
    for (String line : printed.strip().split("\n", -1)) {
      double[] numbers =
          Arrays.stream(line.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
      times.add(new Time(numbers[0], numbers[1], Double.NaN));
      accuracies.add(numbers[2]);
    }
    return new Trainings(times, accuracies);
  }
}
