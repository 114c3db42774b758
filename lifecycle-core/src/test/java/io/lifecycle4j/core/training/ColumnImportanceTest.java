package io.lifecycle4j.core.training;

import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.classification;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.model.ModelManifestDocument;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import java.net.URI;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The importance of a column says how much the model depends on it. */
class ColumnImportanceTest {
  private record Payment(double amount, double hour, double noise, String country) {}

  private final Lifecycle home =
      Lifecycle.builder().location(URI.create("memory:new")).engine(new LinearEngine()).open();

  @AfterEach
  void close() {
    home.close();
  }

  /** The amount decides, then the country, the hour a little, and noise not at all. */
  private Split split(int rows) {
    Random random = new Random(5);
    StringBuilder csv = new StringBuilder("amount,hour,noise,country,fraud\n");
    for (int i = 0; i < rows; i++) {
      double amount = random.nextGaussian();
      double hour = random.nextGaussian();
      boolean abroad = random.nextInt(3) == 0;
      double score = 4 * amount + 0.8 * hour + (abroad ? 2 : -1);
      csv.append(amount).append(',').append(hour).append(',').append(random.nextGaussian());
      csv.append(abroad ? ",FR," : ",US,").append(score > 0 ? "yes\n" : "no\n");
    }
    return home.datasets()
        .dataset("payments")
        .snapshot(Sources.csv("payments.csv", Content.of(csv.toString())))
        .schema(Schema.of(Payment.class).with("fraud", DataType.STRING))
        .commit()
        .split(byHash(1).train(0.6).validation(0.3).holdout(0.1));
  }

  private ModelManifest trained(int rows) {
    try (ManagedModel<Payment, String> model =
        home.model("fraud", Payment.class, classification("fraud"))
            .preprocessing(
                standardize("amount"), standardize("hour"), standardize("noise"), oneHot("country"))
            .trainer(LinearTrainer.small())
            .open()) {
      return model.train(split(rows)).manifest();
    }
  }

  @Test
  void ranksColumnsByHowMuchTheModelDependsOnThem() {
    ModelManifest manifest = trained(1_500);
    Map<String, Double> rises = manifest.importance();
    assertThat(rises).containsOnlyKeys("amount", "hour", "noise", "country");
    assertThat(rises.get("amount")).isGreaterThan(2 * requireNonNull(rises.get("country")));
    assertThat(rises.get("country")).isGreaterThan(rises.get("hour"));
    assertThat(rises.get("hour")).isGreaterThan(rises.get("noise"));
    assertThat(rises.get("noise")).isCloseTo(0, within(0.02));
    assertThat(trained(1_500).importance()).as("the same training").isEqualTo(rises);
    byte[] stored = ModelManifestDocument.write(manifest);
    assertThat(ModelManifestDocument.read(stored, "stored").importance()).isEqualTo(rises);
  }

  @Test
  void isNotMeasuredOnTooFewRows() {
    assertThat(trained(60).importance()).isEmpty();
  }
}
