package io.lifecycle4j.benchmarks;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.djl.training.Schedule;
import io.lifecycle4j.schema.GrayImage;
import java.util.Arrays;
import java.util.Locale;

/** The accuracy that 3,000 images of clothes give on 1,000 others, over five seeds. */
final class Clothes {
  private static final int SEEDS = 5;
  private static final double FLOOR = 0.86;
  private static final double SECONDS = 60;
  private static final String LAYERS =
      "conv(32,3,padding=1) batchNorm relu maxPool(2) conv(64,3,padding=1) batchNorm relu"
          + " maxPool(2) flatten dropout(0.4) dense(128) relu dropout(0.3)";

  private Clothes() {}

  private static DjlTrainer trainer(int seed) {
    return DjlTrainer.builder()
        .network(Network.parse(LAYERS))
        .epochs(20)
        .batchSize(64)
        .learningRate(0.002)
        .schedule(Schedule.cosine())
        .seed(seed)
        .build();
  }

  /** Prints the mean accuracy, and the longest training. */
  static void run() {
    double[] found = new double[SEEDS];
    double longest = 0;
    try (Lifecycle home = Lifecycle.inMemory()) {
      Split split = ClothesData.split(home, 0.1);
      for (int seed = 0; seed < SEEDS; seed++) {
        TimedTrainer trainer = new TimedTrainer(trainer(seed), context -> {});
        try (ManagedModel<GrayImage, String> model = ClothesData.model(home, trainer)) {
          found[seed] = model.evaluate(model.train(split)).metric("accuracy");
        }
        longest = Math.max(longest, trainer.time().seconds());
      }
    }
    double mean = Arrays.stream(found).average().orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "clothes-accuracy %.4f floor %.2f %s (of seeds %s)%n",
        mean,
        FLOOR,
        mean >= FLOOR ? "met" : "missed",
        Arrays.toString(found));
    System.out.printf(
        Locale.ROOT,
        "clothes-training-seconds %.1f ceiling %.0f %s%n",
        longest,
        SECONDS,
        longest <= SECONDS ? "met" : "missed");
  }
}
