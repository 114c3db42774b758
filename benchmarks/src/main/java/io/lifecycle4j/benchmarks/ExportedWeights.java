package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.preprocessing.Steps.tokens;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.registry.ModelExport;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.GrayImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Exports the weights of trained networks to safetensors, and lets Python compute the golden rows
 * from them: {@code benchmarks/peers/safetensors_rows.py}.
 */
final class ExportedWeights {
  private static final double CEILING = 1e-5;
  private static final int ROWS = 500;
  private static final int SIDE = 12;
  private static final int WORDS = 10;
  private static final Column IMAGE = Column.tensor("image", 1, SIDE, SIDE);

  private ExportedWeights() {}

  private record Point(double x, double y) {}

  private record Picture(GrayImage image) {}

  private record Review(String review) {}

  private record Offer(GrayImage image, String review, double x) {}

  /** A row, in which each column says something about the side. */
  private record Labelled(double x, double y, GrayImage image, String review, String side) {
    static Labelled of(Random random) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      boolean same = x * y > 0;
      byte[] pixels = new byte[SIDE * SIDE];
      for (int pixel = 0; pixel < pixels.length; pixel++) {
        pixels[pixel] = (byte) ((same ? 120 : 20) + random.nextInt(100));
      }
      String review =
          random
              .ints(1 + random.nextInt(WORDS), 0, 40)
              .mapToObj(word -> (same ? "a" : "b") + word / 2)
              .collect(Collectors.joining(" "));
      GrayImage image = new GrayImage(SIDE, SIDE, pixels);
      return new Labelled(x, y, image, review, same ? "same" : "other");
    }
  }

  /** Prints a line for each network; only a line if safetensors is missing. */
  static void run() throws IOException, InterruptedException {
    Optional<String> missing = Peers.missing("safetensors");
    if (missing.isPresent()) {
      System.out.println("safetensors " + missing.get());
      return;
    }
    Columns<Point> points = Columns.of(Point.class);
    Step numbers = standardize("x", "y");
    compare("dense", "dense(32) relu dense(8) tanh", points, numbers);
    compare("norm", "dense(32) batchNorm sigmoid dropout(0.2) dense(8) relu", points, numbers);
    compare(
        "images",
        "conv(8,3,padding=1) batchNorm relu maxPool(2) conv(8,3,groups=4) gelu"
            + " adaptiveAvgPool(2,2) flatten dense(16) leakyRelu",
        Columns.of(Picture.class, IMAGE),
        scale("image", 1 / 255.0));
    compare(
        "texts",
        "embedding(100,8) positions residual(attention(2)) layerNorm"
            + " concat(lstm(6) mean, conv1d(4,2) relu max)",
        Columns.of(Review.class),
        tokens("review", WORDS, 100));
    compare(
        "branches",
        "branch(\"image\", conv(4,3,stride=2) elu avgPool(2,stride=1) flatten dense(8) swish)"
            + " branch(\"review\", embedding(100,8) conv1d(8,3,padding=1) softplus maxPool1d(2)"
            + " mean) branch(\"features\") concat dense(16) relu",
        Columns.of(Offer.class, IMAGE),
        scale("image", 1 / 255.0),
        tokens("review", WORDS, 100),
        standardize("x"));
  }

  private static <I> void compare(String name, String layers, Columns<I> inputs, Step... steps)
      throws IOException, InterruptedException {
    Path directory = TemporaryDirectory.create();
    try (Lifecycle home = Lifecycle.inMemory();
        ManagedModel<I, String> model =
            home.model(name, inputs, classification("side"))
                .preprocessing(steps)
                .trainer(DjlTrainer.builder().network(Network.parse(layers)).build())
                .open()) {
      ModelVersion version = model.train(split(home));
      Path weights = directory.resolve("rows.safetensors");
      Path golden = directory.resolve("rows.jsonl");
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
    return home.datasets()
        .dataset("offers")
        .snapshot(Sources.records(Columns.of(Labelled.class, IMAGE), rows()::forEach))
        .commit()
        .split(Splits.byHash(1).train(0.6).validation(0.2).holdout(0.2));
  }

  private static Stream<Labelled> rows() {
    Random random = new Random(1);
    return Stream.generate(() -> Labelled.of(random)).limit(ROWS);
  }
}
