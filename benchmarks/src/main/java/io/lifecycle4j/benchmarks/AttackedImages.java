package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.evaluation.StressTests.fgsm;
import static io.lifecycle4j.evaluation.StressTests.randomSigns;
import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.djl.training.Schedule;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.evaluation.StressTest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.GrayImage;
import io.lifecycle4j.schema.Images;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Attacks the network of the quick start on its 1,000 held-out images of clothes with FGSM, and
 * lets PyTorch do the same with the exported weights: {@code benchmarks/peers/fgsm.py}.
 */
final class AttackedImages {
  private static final Path DATA = Path.of("lifecycle-examples/data");
  private static final Path IMAGES = DATA.resolve("test-images.gz");
  private static final Path LABELS = DATA.resolve("test-labels.gz");
  private static final String LAYERS =
      "conv(16,5) relu maxPool(2) conv(32,5) relu maxPool(2) flatten dropout(0.3) dense(128) relu";
  private static final double EPSILON = 0.1;
  private static final double CEILING = 0.01;

  private AttackedImages() {}

  /** Prints the accuracies, and how far they are from those in PyTorch. */
  static void run() throws IOException, InterruptedException {
    Path directory = TemporaryDirectory.create();
    String[] classes = IntStream.range(0, 10).mapToObj(String::valueOf).toArray(String[]::new);
    try (Lifecycle home = Lifecycle.inMemory();
        ManagedModel<GrayImage, String> model =
            home.model("fashion", Images.gray(28, 28), classification("label", classes))
                .preprocessing(scale("image", 1 / 255.0))
                .trainer(
                    DjlTrainer.builder()
                        .network(Network.parse(LAYERS))
                        .epochs(12)
                        .learningRate(0.002)
                        .schedule(Schedule.cosine())
                        .seed(42)
                        .build())
                .open()) {
      ModelVersion version = model.train(split(home, List.of(classes)));
      StressReport report = model.stress(version).tests(fgsm(EPSILON)).run();
      double attacked = accuracy(report, fgsm(EPSILON));
      double random = accuracy(report, randomSigns(EPSILON));
      System.out.printf(
          Locale.ROOT,
          "fgsm-accuracy %.3f ceiling %.3f of random signs %s; clean %.3f%n",
          attacked,
          random,
          attacked < random ? "met" : "missed",
          report.clean());
      Path weights = directory.resolve("fashion.safetensors");
      home.models().export(version).weightsToSafetensors(weights);
      compare(weights, report.clean(), attacked);
    } finally {
      TemporaryDirectory.delete(directory);
    }
  }

  private static double accuracy(StressReport report, StressTest test) {
    return report.result(test).figures().orElseThrow().value();
  }

  private static void compare(Path weights, double clean, double attacked)
      throws IOException, InterruptedException {
    for (String needed : List.of("torch", "safetensors")) {
      if (Peers.missing(needed).isPresent()) {
        System.out.println("fgsm-in-pytorch " + Peers.missing(needed).get());
        return;
      }
    }
    String found =
        Peers.run(
                "fgsm.py",
                weights.toString(),
                IMAGES.toString(),
                LABELS.toString(),
                String.valueOf(EPSILON))
            .strip();
    System.out.println("  in PyTorch: " + found);
    String[] words = found.split(" ", -1);
    double apart =
        Math.max(
            Math.abs(Double.parseDouble(words[1]) - clean),
            Math.abs(Double.parseDouble(words[3]) - attacked));
    System.out.printf(
        Locale.ROOT,
        "fgsm-apart-from-pytorch %.4f ceiling %.2f %s%n",
        apart,
        CEILING,
        apart <= CEILING ? "met" : "missed");
  }

  private static Split split(Lifecycle home, List<String> classes) {
    return home.datasets()
        .dataset("fashion-mnist")
        .snapshot(
            Sources.idx(28, 28, classes)
                .part("train", DATA.resolve("train-images.gz"), DATA.resolve("train-labels.gz"))
                .part("test", IMAGES, LABELS)
                .build())
        .commit()
        .split(Splits.byColumn("part").validation(0.2).seed(42).holdout("test"));
  }
}
