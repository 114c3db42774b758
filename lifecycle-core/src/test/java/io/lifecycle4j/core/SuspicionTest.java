package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.registry.Gates.cardComplete;
import static io.lifecycle4j.registry.Gates.noLeakage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.DescriptionBuilder;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Suspicion;
import io.lifecycle4j.registry.Suspicion.Kind;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A version that looks better than it is. */
class SuspicionTest {
  private static final List<String> SPECIES = List.of("setosa", "versicolor", "virginica");

  private Lifecycle home;

  @BeforeEach
  void open() {
    home = Flowers.inMemory();
  }

  @AfterEach
  void close() {
    home.close();
  }

  /** Flowers whose numbers say nothing, each as often as wanted; its soil may say all. */
  private Split split(int copies, String... soils) {
    Random random = new Random(1);
    StringBuilder csv = new StringBuilder("length,width,soil,species,id\n");
    int id = 0;
    for (int i = 0; i < 600 / copies; i++) {
      int species = random.nextInt(SPECIES.size());
      double length = random.nextGaussian();
      double width = random.nextGaussian();
      String soil = soils.length == 0 ? "sand" : soils[species];
      for (int copy = 0; copy < copies; copy++) {
        csv.append(
            String.format(
                Locale.ROOT,
                "%.6f,%.6f,%s,%s,%d%n",
                length,
                width,
                soil,
                SPECIES.get(species),
                id++));
      }
    }
    return home.datasets()
        .dataset("flowers")
        .snapshot(Sources.csv("flowers.csv", Content.of(csv.toString())))
        .schema(Schema.of(Flower.class).with("species", DataType.STRING).with("id", DataType.INT64))
        .commit()
        .split(Flowers.PLAN);
  }

  private ManagedModel<Flower, String> model() {
    return Flowers.model(home).gates(linear(noLeakage(), cardComplete())).open();
  }

  private List<Suspicion> suspicions(ModelVersion version, Kind kind) {
    return home.models().suspicions(version).stream().filter(each -> each.kind() == kind).toList();
  }

  @Test
  void isFoundInAColumnThatAlonePredictsTheLabel() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion version = model.train(split(1, "sand", "loam", "clay"));

      List<Suspicion> found = suspicions(version, Kind.COLUMN_KNOWS_LABEL);
      assertThat(found).hasSize(1);
      assertThat(found.get(0).explanation())
          .startsWith("soil alone predicts the label: its auc is 1.0000 on ")
          .endsWith(" rows (at most 0.9800 is expected)");
      assertThat(found.get(0).advice()).startsWith("Find out when the column is known");
      assertThat(found.get(0).figures()).containsEntry("auc", 1.0).containsKey("rows");
      assertThat(suspicions(version, Kind.SHARED_ROWS)).isEmpty();
      assertThat(home.models().looks("species")).isEmpty();
      assertThat(model.judge(version).get(0))
          .satisfies(said -> assertThat(said.verdict()).isEqualTo(Verdict.FAIL))
          .extracting(GateVerdict::explanation)
          .isEqualTo(found.get(0).explanation());
    }
  }

  @Test
  void isFoundInRowsThatTrainingAndHoldoutShare() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion version = model.train(split(2));

      List<Suspicion> found = suspicions(version, Kind.SHARED_ROWS);
      assertThat(found).hasSize(1);
      assertThat(found.get(0).explanation())
          .matches(
              "[0-9]+ of [0-9]+ held-out rows have the inputs of a row that it learned from"
                  + " \\(0\\.[5-9][0-9]*, at most 0\\.0100 may\\)");
      assertThat(model.judge(version).get(0).verdict()).isEqualTo(Verdict.FAIL);
    }
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).gates(linear(noLeakage().sharedAtMost(1))).open()) {
      assertThat(model.judge(home.models().version("species", 1)))
          .allMatch(GateVerdict::passed)
          .allSatisfy(said -> assertThat(said.figures()).containsKeys("column_auc", "shared_rows"));
    }
  }

  @Test
  void isNotFoundWhereNothingIsWrong() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion version = model.train(split(1));

      assertThat(home.models().suspicions(version)).isEmpty();
      assertThat(model.judge(version).get(0).explanation())
          .contains(" alone predicts the label best, with auc 0.")
          .contains(", and 0 of ");
    }
  }

  @Test
  void isFoundInABaselineThatIsAsGood() {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      model.evaluate(version);

      assertThat(suspicions(version, Kind.NO_BETTER_THAN_BASELINE))
          .isEqualTo(home.models().card(version).suspicions())
          .singleElement()
          .satisfies(
              found ->
                  assertThat(found.explanation())
                      .matches(
                          "accuracy is 0\\.[0-9]{4}, and 0\\.[0-9]{4} of the baseline linear on the"
                              + " same rows \\(evaluation [0-9a-f]{12}\\)"));
      assertThat(home.models().card(version).markdown()).contains("## Suspicions\n\n");
    }
  }

  /** Trains a good version, then some that guess, then a good one; returns its jumps. */
  private List<Suspicion> jumpsAfter(int guesses) {
    try (ManagedModel<Flower, String> good = Flowers.model(home).open();
        ManagedModel<Flower, String> guess =
            Flowers.plain(home).trainer(new LinearTrainer(1, 1e-9, 1)).open()) {
      good.evaluate(good.train(Flowers.split(home, 1)));
      for (int seed = 2; seed < 2 + guesses; seed++) {
        guess.evaluate(guess.train(Flowers.split(home, seed)));
      }
      ModelVersion last = good.train(Flowers.split(home, 2 + guesses));
      good.evaluate(last);
      return suspicions(last, Kind.JUMP);
    }
  }

  @Test
  void isFoundInAJumpBeyondTheLastTenVersions() {
    assertThat(jumpsAfter(10))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.figures()).containsEntry("versions_before", 10.0);
              assertThat(found.figures().get("best_before")).isBetween(0.0, 0.7);
              assertThat(found.figures().get("accuracy")).isGreaterThan(0.85);
              assertThat(found.explanation())
                  .matches(
                      "accuracy is 0\\.[0-9]{4}, and was at best 0\\.[0-9]{4} in the 10 versions"
                          + " before, whose deviation is 0\\.[0-9]{4} \\(evaluation"
                          + " [0-9a-f]{12}\\)");
            });
  }

  @Test
  @OnlyLarger
  void isNotFoundInWhatOneOfTheLastTenVersionsReached() {
    assertThat(jumpsAfter(9)).isEmpty();
  }

  @Test
  void saysThatRowsWerePurged() {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion version = model.train(split(1));
      home.datasets().dataset("flowers").purge(1, "alice", "Asked for");

      assertThat(suspicions(version, Kind.UNCHECKED))
          .singleElement()
          .satisfies(
              found ->
                  assertThat(found.explanation())
                      .startsWith("Cannot search for leakage in species:1 "));
    }
  }

  @Test
  void holdsBackAVersionWhoseCardIsIncomplete() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion version = model.train(split(1));
      DescriptionBuilder description =
          home.models()
              .describe(version)
              .description("Tells flowers apart")
              .intendedUse("Ponds")
              .limitations("No roses")
              .knownFailures("Dry years")
              .contact("flowers@example.org");

      assertThatThrownBy(() -> model.promote(version, ALICE, "Now"))
          .isInstanceOf(GateFailedException.class)
          .hasMessageContaining(
              "the card has no description, intended use, limitations, known failures, contact,"
                  + " owner (describe the version)");
      description.owner("bob").by(ALICE).reason("Reviewed").commit();
      assertThat(model.promote(version, ALICE, "Now").transition().verdicts())
          .extracting(GateVerdict::gate)
          .containsExactly(
              "no leakage (a column alone at most 0.98, shared rows at most 0.01)",
              "card complete");
    }
  }
}
