package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.data.Splits.byRole;
import static io.lifecycle4j.preprocessing.Steps.clip;
import static io.lifecycle4j.preprocessing.Steps.hash;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.registry.Gates.gate;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static io.lifecycle4j.schema.Tasks.classification;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.KeptEvaluation;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A candidate and the version in production are compared on rows that neither learned from. Sales
 * are of shops that occur once, so that a model of shops knows the rows by heart that it learned.
 */
class HonestComparisonTest {
  private static final int ROWS = 800;

  private Lifecycle home;

  /** A sale. */
  record Sale(double amount, String shop) {}

  @BeforeEach
  void open() {
    home = Flowers.inMemory();
  }

  @AfterEach
  void close() {
    home.close();
  }

  private static String csv(int from, int to) {
    StringBuilder csv = new StringBuilder("amount,shop,fraud\n");
    for (int i = from; i < to; i++) {
      SplittableRandom random = new SplittableRandom(i);
      boolean fraud = random.nextBoolean();
      double amount = (fraud ? 1 : -1) * 0.8 + random.nextGaussian();
      csv.append(String.format(Locale.ROOT, "%.4f,s%d,%s%n", amount, i, fraud ? "yes" : "no"));
    }
    return csv.toString();
  }

  private DatasetVersion commit(int from, int to) {
    return commit(csv(from, to));
  }

  private DatasetVersion commit(String csv) {
    return home.datasets()
        .dataset("sales")
        .snapshot(Sources.csv("sales.csv", Content.of(csv)))
        .schema(Schema.of(Sale.class).with("fraud", DataType.STRING))
        .commit();
  }

  private static Split split(DatasetVersion version, long seed) {
    return version.split(byHash(seed).train(0.5).holdout(0.5));
  }

  private ManagedModelBuilder<Sale, String> model() {
    return home.model("sales", Sale.class, classification("fraud"))
        .trainer(new LinearTrainer(300, 1, 1));
  }

  /** Promotes a version that knows its training rows by heart, and little of others. */
  private ModelVersion champion(Split split) {
    try (ManagedModel<Sale, String> model =
        model().preprocessing(clip("amount", 1, 9), standardize("amount"), oneHot("shop")).open()) {
      ModelVersion version = model.train(split);
      model.promote(version, ALICE, "First");
      return version;
    }
  }

  private ManagedModelBuilder<Sale, String> better() {
    return model().preprocessing(standardize("amount"), hash("shop", 2));
  }

  private Evaluation newest(ModelVersion version) {
    List<KeptEvaluation> kept = home.models().evaluations(version);
    return kept.get(kept.size() - 1).evaluation();
  }

  @Test
  @OnlyLarger
  void promotesABetterVersionThoughProductionLearnedFromHalfOfItsHoldout() {
    DatasetVersion sales = commit(0, ROWS);
    ModelVersion champion = champion(split(sales, 1));
    List<Verdict> verdicts = new ArrayList<>();
    try (ManagedModel<Sale, String> model =
        better().gates(linear(notWorseThanProduction("accuracy").within(0.1))).open()) {
      double honest = model.evaluate(champion).metric("accuracy");
      for (int seed = 2; seed <= 6; seed++) {
        GateVerdict said = model.judge(model.train(split(sales, seed))).get(0);
        verdicts.add(said.verdict());
        assertThat(said.explanation())
            .containsPattern("of sales:1 on the same [12][0-9]{2} rows")
            .containsPattern(
                "\\([12][0-9]{2} of [34][0-9]{2} held-out rows: sales:1 learned from the"
                    + " others\\)");
      }
      ModelVersion candidate = model.train(split(sales, 7));
      AuditRecord entry = model.promote(candidate, ALICE, "Better");
      assertThat(entry.transition().verdicts()).extracting(GateVerdict::passed).containsOnly(true);
      Evaluation rival = newest(champion);
      assertThat(rival.metric("accuracy"))
          .as("no credit for what it learned")
          .isCloseTo(honest, within(0.12));
      assertThat(rival.rows()).isLessThan(newest(candidate).rows());
      assertThat(rival.source().orElseThrow().sha256())
          .isNotEqualTo(newest(candidate).source().orElseThrow().sha256());
    }
    assertThat(verdicts).containsOnly(Verdict.PASS).hasSize(5);
  }

  @Test
  void measuresAllHeldOutRowsWhereNothingIsCompared() {
    DatasetVersion sales = commit(0, ROWS);
    champion(split(sales, 1));
    AtomicInteger rows = new AtomicInteger();
    try (ManagedModel<Sale, String> model =
        better()
            .gates(
                linear(
                    metric("accuracy").atLeast(0.5),
                    gate(
                        "same rows",
                        (candidate, production) -> {
                          rows.set(candidate.labels().get(0).size());
                          int[] read = {0};
                          candidate.rows().forEach(row -> read[0]++);
                          return read[0] == rows.get()
                              && candidate.evaluation().rows() == rows.get()
                              && production.orElseThrow().labels().get(0).size() == rows.get()
                              && !candidate.prediction(rows.get() - 1).toString().isEmpty();
                        })))
            .open()) {
      ModelVersion candidate = model.train(split(sales, 2));
      model.promote(candidate, ALICE, "Better");
      assertThat(newest(candidate).rows()).isBetween(340L, 460L);
      assertThat(rows.get()).isBetween(150, 250);
    }
  }

  @Test
  void comparesOnAllRowsThatTheSameSplitHeldOutOrThatAreNew() {
    DatasetVersion sales = commit(0, ROWS);
    ModelVersion champion = champion(split(sales, 1));
    try (ManagedModel<Sale, String> model =
        better().gates(linear(notWorseThanProduction("accuracy").within(0.2))).open()) {
      ModelVersion same = model.train(split(sales, 1));
      assertThat(model.judge(same).get(0).explanation()).doesNotContain("learned");
      ModelVersion fresh = model.train(split(commit(ROWS, 2 * ROWS), 5));
      model.promote(fresh, ALICE, "Newer");
      assertThat(newest(champion).rows()).isEqualTo(newest(fresh).rows());
    }
  }

  @Test
  void isInconclusiveIfProductionLearnedFromAllHeldOutRows() {
    DatasetVersion sales = commit(0, ROWS);
    champion(split(sales, 1));
    DatasetVersion part = commit(learned(sales));
    try (ManagedModel<Sale, String> model =
        better().gates(linear(notWorseThanProduction("accuracy").within(0.2))).open()) {
      ModelVersion candidate = model.train(split(part, 2));
      assertThatThrownBy(() -> model.promote(candidate, ALICE, "Try"))
          .isInstanceOf(GateFailedException.class)
          .hasMessageContaining("sales:1 in production learned from all ")
          .hasMessageContaining("[inconclusive]");
    }
  }

  /** Rows of a dataset whose roles are given. */
  private Split given(String... parts) {
    return home.datasets()
        .dataset("sales")
        .snapshot(
            Sources.csv(
                "sales.csv", Content.of("amount,shop,fraud,role\n" + String.join("", parts))))
        .schema(Schema.of(Sale.class).with("fraud", DataType.STRING).with("role", DataType.STRING))
        .commit()
        .split(byRole("role"));
  }

  private static String part(String role, int from, int to) {
    return csv(from, to).lines().skip(1).map(line -> line + "," + role + "\n").collect(joining());
  }

  @Test
  void comparesOnRowsThatBothLearnedFrom() {
    champion(given(part("TRAIN", 0, 200), part("HOLDOUT", 200, 300)));
    try (ManagedModel<Sale, String> model =
        better().gates(linear(notWorseThanProduction("accuracy").within(0.5))).open()) {
      ModelVersion candidate =
          model.train(
              given(
                  part("TRAIN", 0, 50), // of which the same are held out, too
                  part("TRAIN", 300, 500),
                  part("HOLDOUT", 0, 100), // production learned from all of them
                  part("HOLDOUT", 600, 700)));
      assertThat(model.judge(candidate).get(0).explanation())
          .endsWith(" (150 of 200 held-out rows: sales:1 learned from the others)");
    }
  }

  private static String learned(DatasetVersion sales) {
    StringBuilder csv = new StringBuilder("amount,shop,fraud\n");
    split(sales, 1)
        .rows(SplitRole.TRAIN)
        .forEach(
            row ->
                csv.append(
                    String.format(
                        Locale.ROOT, "%.4f,%s,%s%n", row.number(0), row.text(1), row.text(2))));
    return csv.toString();
  }

  @Test
  void knowsARowWhoseLabelWasCorrected() {
    champion(split(commit(0, ROWS), 1));
    String corrected = csv(0, ROWS).replaceAll("(s[0-9]*0),(?:yes|no)", "$1,no");
    try (ManagedModel<Sale, String> model =
        better().gates(linear(notWorseThanProduction("accuracy").within(0.2))).open()) {
      GateVerdict said = model.judge(model.train(split(commit(corrected), 1))).get(0);
      assertThat(said.explanation())
          .containsPattern("\\([34][0-9]{2} of [34][0-9]{2} held-out rows: sales:1 learned");
    }
  }
}
