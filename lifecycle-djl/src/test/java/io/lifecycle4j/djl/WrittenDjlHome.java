package io.lifecycle4j.djl;

import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.preprocessing.Steps.tokens;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.DjlHome;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.DjlEngine;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.Columns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the home of {@link DjlHome}, which {@code lifecycle-core} opens without DJL.
 *
 * <p>Run it when a home of today should be kept: {@code java … WrittenDjlHome
 * ../lifecycle-core/src/test/resources/djl-home}, an empty directory. It writes the answers of DJL
 * beside it.
 */
final class WrittenDjlHome {
  private static final Actor ALICE = Actor.by("alice");

  private WrittenDjlHome() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    try (Lifecycle home = open(directory)) {
      live(home);
      List<String> lines = DjlHome.answers(home, "djl").stream().map(String::valueOf).toList();
      Files.write(Path.of(arguments[0] + ".txt"), lines);
    }
  }

  static Lifecycle open(Path directory) {
    return Lifecycle.builder()
        .directory(directory)
        .engine(new DjlEngine())
        .withoutEnvironment()
        .open();
  }

  static void live(Lifecycle home) {
    try (ManagedModel<DjlHome.Ride, Double> model =
        DjlHome.rides(home)
            .preprocessing(standardize("distance"), standardize("hour"), oneHot("city"))
            .trainer(trainer("dense(12) batchNorm tanh dropout(0.1) dense(6) sigmoid"))
            .open()) {
      Source rows =
          Sources.records(Columns.of(DjlHome.PaidRide.class), DjlHome.rides(120, 1)::forEach);
      model.promote(model.train(split(home, "rides", rows)), ALICE, "Kept");
    }
    try (ManagedModel<DjlHome.Offer, String> model =
        DjlHome.offers(home)
            .preprocessing(scale("image", 1 / 255.0), tokens("review", 4, 20), standardize("price"))
            .trainer(
                trainer(
                    "branch(\"image\", conv(3,3) relu maxPool(2) flatten)"
                        + " branch(\"review\", embedding(20,3) mean)"
                        + " branch(\"features\") concat dense(8) relu"))
            .open()) {
      Source rows = Sources.records(DjlHome.soldOffers(), DjlHome.offers(120, 1)::forEach);
      model.promote(model.train(split(home, "offers", rows)), ALICE, "Kept");
    }
  }

  private static DjlTrainer trainer(String layers) {
    return DjlTrainer.builder()
        .network(Network.parse(layers))
        .epochs(15)
        .learningRate(0.02)
        .threads(1)
        .build();
  }

  private static Split split(Lifecycle home, String name, Source rows) {
    return home.datasets()
        .dataset(name)
        .snapshot(rows)
        .commit()
        .split(Splits.byHash(1).train(0.8).validation(0).holdout(0.2));
  }
}
