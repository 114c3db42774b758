package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.ModelExport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Exports the weights of trained networks to safetensors, and lets Python compute the golden rows
 * from them: {@code benchmarks/peers/safetensors_rows.py}.
 */
final class ExportedWeights {
  private static final double CEILING = 1e-5;
  private static final int ROWS = 500;

  private ExportedWeights() {}

  private record Point(double x, double y) {}

  private record Labelled(double x, double y, String side) {
    static Labelled of(Random random) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      return new Labelled(x, y, x * y > 0 ? "same" : "other");
    }
  }

  /** Prints a line for each network; only a line if safetensors is missing. */
  static void run() throws IOException, InterruptedException {
    Optional<String> missing = Peers.missing("safetensors");
    if (missing.isPresent()) {
      System.out.println("safetensors " + missing.get());
      return;
    }
    compare("dense", "dense(32) relu dense(8) tanh");
    compare("norm", "dense(32) batchNorm sigmoid dropout(0.2) dense(8) relu");
  }

  private static void compare(String name, String layers) throws IOException, InterruptedException {
    Path directory = TemporaryDirectory.create();
    try (Lifecycle home = Lifecycle.inMemory();
        ManagedModel<Point, String> model =
            home.model("points", Point.class, classification("side"))
                .preprocessing(standardize("x"), standardize("y"))
                .trainer(DjlTrainer.builder().network(Network.parse(layers)).build())
                .open()) {
      ModelVersion version = model.train(split(home));
      Path weights = directory.resolve("points.safetensors");
      Path golden = directory.resolve("points.jsonl");
      ModelExport export = home.models().export(version);
      export.weightsToSafetensors(weights);
      export.goldenRowsToJsonLines(golden);
      String found =
          Peers.run("safetensors_rows.py", weights.toString(), golden.toString()).strip();
      System.out.println("  " + found);
      double worst = Double.parseDouble(found.substring(found.lastIndexOf(' ') + 1));
      System.out.printf(
          "safetensors-%s-greatest-difference %.1e ceiling %.0e %s%n",
          name, worst, CEILING, worst <= CEILING ? "met" : "missed");
    } finally {
      TemporaryDirectory.delete(directory);
    }
  }

  private static Split split(Lifecycle home) {
    Random random = new Random(1);
    return home.datasets()
        .dataset("points")
        .snapshot(
            Sources.records(Labelled.class, Stream.generate(() -> Labelled.of(random)).limit(ROWS)))
        .commit()
        .split(Splits.byHash(1).train(0.6).validation(0.2).holdout(0.2));
  }
}
