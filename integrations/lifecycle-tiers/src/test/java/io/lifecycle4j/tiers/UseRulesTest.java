package io.lifecycle4j.tiers;

import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weights, files of runs and logs lie where the rules want them, and are used wherever they lie.
 */
@Timeout(60)
class UseRulesTest {
  private static final Schema SCHEMA = Schema.of(House.class).with("price", DataType.FLOAT64);

  @TempDir private Path directory;
  private volatile Instant now = Fixtures.TIME;
  private final Medium archive = Media.memory();
  private final Tiers tiers = Tiers.withCold(archive.blobs());
  private Lifecycle home;
  private ManagedModel<House, Double> model;
  private ModelVersion first;
  private ModelVersion second;

  record House(double size) {}

  @BeforeEach
  void train() {
    home =
        Lifecycle.builder()
            .directory(directory.resolve("home"))
            .layer(tiers)
            .clock(() -> now)
            .engine(new LinearEngine())
            .open();
    home.maintenance().upgrade();
    model = open();
    first = model.train(split(1));
    second = model.train(split(2));
    model.promote(second, Fixtures.ALICE, "Better");
  }

  private ManagedModel<House, Double> open() {
    return home.model("houses", House.class, regression("price"))
        .preprocessing(standardize("size"))
        .trainer(LinearTrainer.small())
        .open();
  }

  private Split split(int factor) {
    StringBuilder csv = new StringBuilder("size,price\n");
    for (int row = 0; row < 100; row++) {
      csv.append(row).append(',').append(row * factor + 1).append('\n');
    }
    return home.datasets()
        .dataset("houses")
        .snapshot(Sources.csv("houses.csv", Content.of(csv.toString())))
        .schema(SCHEMA)
        .commit()
        .split(Splits.byHash(7).train(0.6).validation(0.1).holdout(0.3));
  }

  @AfterEach
  void close() {
    home.close();
    archive.close();
  }

  private Tiering tiering() {
    return tiers.tiering(home);
  }

  private static BlobId weights(ModelVersion version) {
    return version.manifest().artifact().files().get(0).blob();
  }

  private long cold(Tiering rules) {
    long cold = rules.move().run().after(Tier.COLD).blobs();
    assertThat(home.maintenance().verify(VerifyDepth.HASH).damage()).isEmpty();
    return cold;
  }

  @Test
  void movesWeightsAndServesFromWhereTheyLie() {
    assertThat(cold(tiering().weights(Tier.COLD, version -> true)))
        .as("not those of production")
        .isEqualTo(1);
    home.maintenance().collectGarbage().grace(Duration.ZERO).quarantine().run();

    double expected = model.predict(new House(30)).value();
    model.promote(first, Fixtures.ALICE, "Simpler");
    assertThat(model.predict(new House(30)).version()).hasValue(1);
    model.rollback(Fixtures.ALICE, "Worse");
    assertThat(model.predict(new House(30)).value()).isEqualTo(expected);
    assertThat(tiering().weights(Tier.HOT, version -> true).move().run().after(Tier.COLD).blobs())
        .isZero();
    assertThat(weights(first)).isNotEqualTo(weights(second));
  }

  @Test
  void selectsVersionsByWhatTheRegistryListsOfThem() {
    assertThat(cold(tiering().weights(Tier.COLD, version -> version.number() == 2))).isZero();
    assertThat(cold(tiering().weights(Tier.COLD, version -> version.number() == 1))).isEqualTo(1);
  }

  @Test
  void movesCheckpointsAndArtifactsOfRunsThatHaveEnded() {
    RunRecord run =
        home.experiments()
            .run("try", r -> r.checkpoint("net", 1, Content.of("weights after an epoch")));
    try (Run open = home.experiments().start("try")) {
      open.artifact("plot.txt", Content.of("a plot")).flush();

      assertThat(cold(tiering().runs(Tier.COLD, found -> found.info().experiment().equals("try"))))
          .isEqualTo(1);
    }
    assertThat(home.experiments().find(run.id()).orElseThrow().checkpoints()).hasSize(1);
  }

  @Test
  @OnlyLarger
  void movesPartsOfTheLogByTheAgeOfTheirPredictions() {
    model.predict(new House(30));
    model.close();
    model = open(); // moves what the session before logged to a part
    Together.awaitTrue(
        () -> tiering().predictions(Tier.COLD, Duration.ZERO).run().moved().blobs() == 1);
    now = now.plus(Duration.ofDays(90));

    assertThat(cold(tiering().predictions(Tier.COLD, Duration.ofDays(91)))).isZero();
    assertThat(cold(tiering().predictions(Tier.COLD, Duration.ofDays(90)))).isEqualTo(1);
    assertThat(model.predictions().count()).isEqualTo(1);
  }

  @Test
  void needsAColdStoreAndAnAgeThatIsNotNegative() {
    assertThatThrownBy(() -> tiering().predictions(Tier.WARM, Duration.ofDays(-1)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid age: PT-24H (must not be negative)");
    Tiers warm = new Tiers();
    try (Lifecycle other =
        Lifecycle.builder().directory(directory.resolve("other")).layer(warm).open()) {
      assertThatThrownBy(() -> warm.tiering(other).runs(Tier.COLD, run -> true).run())
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("Cannot move blobs between tiers: a rule asks for the cold tier");
    }
  }
}
