package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.SafetensorsFile;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.evaluation.EvaluatedPart;
import io.lifecycle4j.evaluation.EvaluatedRows;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.KeptEvaluation;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.CalibrationBin;
import io.lifecycle4j.schema.ConfusionMatrix;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a decision rested on can be read for ever. */
class KeptEvaluationTest {
  @TempDir private Path directory;
  private Lifecycle home;

  @BeforeEach
  void open() {
    home = Flowers.in(directory, new LinearEngine());
  }

  @AfterEach
  void close() {
    home.close();
  }

  private List<KeptEvaluation> kept(ModelVersion version) {
    return home.models().evaluations(version);
  }

  private static KeptEvaluation only(List<KeptEvaluation> all) {
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void isTheOneThatWasReturned() {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      assertThat(kept(version)).isEmpty();
      Evaluation evaluation = model.evaluate(version);
      KeptEvaluation kept = only(kept(version));
      assertThat(kept.evaluation()).isEqualTo(evaluation);
      assertThat(kept.entry()).isEqualTo(model.history().get(1));
      assertThat(kept.entry().transition().reason()).isEqualTo("Evaluated on flowers:1/holdout");
      assertThat(kept.markdown())
          .startsWith(evaluation.markdown())
          .endsWith("SHA-256 of the evaluation: " + kept.change().document().blob() + "\n");
      assertThat(model.evaluate(version)).isEqualTo(evaluation);
      assertThat(kept(version)).as("each look is an entry").hasSize(2);
      assertThat(kept(version)).extracting(KeptEvaluation::change).containsOnly(kept.change());
    }
  }

  @Test
  void isListedWithItsMetricsAlsoIfEveryFileIsLost() throws IOException {
    ModelVersion version;
    Evaluation evaluation;
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      version = model.train(Flowers.split(home, 1));
      evaluation = model.evaluate(version);
    }
    home.close();
    try (Stream<Path> paths = Files.walk(directory.resolve("blobs"))) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        Files.delete(path);
      }
    }
    home = Flowers.in(directory, new LinearEngine());
    RegisteredVersion listed = home.models().versions("species").get(0);
    KeptEvaluation kept = only(home.models().evaluations(listed));
    assertThat(kept.metrics()).isEqualTo(evaluation.metrics()).containsKey("accuracy");
    assertThat(kept.change().data()).isEqualTo("flowers:1/holdout");
    assertThat(kept.change().rows()).isEqualTo(evaluation.rows());
    assertThatThrownBy(kept::evaluation)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(kept.change().document().blob().sha256());
  }

  @Test
  void namesTheRowsAndTheVersion() {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion first = model.train(Flowers.split(home, 1));
      ModelVersion second = model.train(Flowers.split(home, 2));
      EvaluatedRows rows = model.evaluate(first).source().orElseThrow();
      assertThat(rows.data()).isEqualTo(first.manifest().provenance().data());
      assertThat(rows.plan()).isEqualTo(Flowers.PLAN);
      assertThat(model.evaluate(first).versionId()).contains(first.id());
      assertThat(model.evaluate(second).source().orElseThrow().sha256())
          .hasSize(64)
          .isNotEqualTo(rows.sha256());
    }
  }

  @Test
  void measuresEachClassAndHowSureTheModelIs() {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Evaluation evaluation = model.evaluate(model.train(Flowers.split(home, 1)));
      assertThat(evaluation.classes()).containsOnlyKeys("setosa", "versicolor", "virginica");
      ConfusionMatrix matrix = evaluation.confusion().orElseThrow();
      EvaluatedPart setosa = requireNonNull(evaluation.classes().get("setosa"));
      assertThat(setosa.metrics())
          .containsOnlyKeys(
              "average_precision", "f1", "precision", "recall", "roc_auc", "specificity");
      assertThat(setosa.metrics().get("recall"))
          .isEqualTo((double) matrix.count("setosa", "setosa") / setosa.rows());
      assertThat(setosa.intervals()).containsKey("recall");
      assertThat(evaluation.classes().values().stream().mapToLong(EvaluatedPart::rows).sum())
          .isEqualTo(evaluation.rows());
      long right = matrix.classes().stream().mapToLong(name -> matrix.count(name, name)).sum();
      assertThat((double) right / evaluation.rows()).isEqualTo(evaluation.metric("accuracy"));
      double error = 0;
      for (CalibrationBin bin : evaluation.calibration()) {
        error += bin.rows() * Math.abs(bin.predicted() - bin.observed());
      }
      assertThat(error / evaluation.rows()).isCloseTo(evaluation.metric("ece"), within(1e-12));
      assertThat(evaluation.markdown())
          .contains("| Class ", "| True class ", "| Predicted virginica ", "| Probability ");
    }
  }

  @Test
  void restsAPromotionOnTheCandidateAndOnProduction() {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home)
            .gates(
                linear(
                    notWorseThanProduction("accuracy").within(0.5),
                    metric("accuracy").where("soil", "sand").atLeast(0.1)))
            .open()) {
      ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion second = model.train(Flowers.split(home, 2));
      AuditRecord record = model.promote(second, ALICE, "Newer");
      KeptEvaluation candidate = only(kept(second));
      assertThat(candidate.entry()).isEqualTo(record);
      Judged judged = record.transition().find(Judged.class).orElseThrow();
      assertThat(judged.basis().evaluation()).contains(candidate.change().document().blob());
      assertThat(kept(first)).extracting(KeptEvaluation::evaluation).hasSize(2);
      assertThat(judged.basis().rival()).contains(kept(first).get(1).change().document().blob());
      Evaluation rival = kept(first).get(1).evaluation();
      assertThat(rival.source()).isEqualTo(candidate.evaluation().source());
      assertThat(rival.data()).isEqualTo("flowers:2/holdout");
      EvaluatedPart sand = requireNonNull(candidate.evaluation().slices().get("soil is sand"));
      assertThat(sand.rows()).isBetween(1L, candidate.evaluation().rows() - 1);
      assertThat(sand.metrics().get("accuracy")).isBetween(0.1, 1.0);
      assertThat(sand.intervals()).containsKey("accuracy");
      assertThat(candidate.markdown()).contains("| Slice ");
    }
  }

  @Test
  void namesAnEvaluationAgainThatWasNamedBefore() {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).gates(linear(notWorseThanProduction("accuracy").within(0.5))).open()) {
      Split split = Flowers.split(home, 1);
      ModelVersion first = Flowers.promoted(model, split);
      ModelVersion second = model.train(split);
      Transition entry = model.promote(second, ALICE, "Newer").transition();
      assertThat(kept(first)).hasSize(2);
      assertThat(kept(first).get(1).evaluation()).isEqualTo(kept(first).get(0).evaluation());
      assertThat(entry.find(Judged.class).orElseThrow().basis().rival())
          .contains(kept(first).get(0).change().document().blob());
      assertThat(entry.changes()).contains(kept(first).get(1).change());
    }
  }

  @Test
  void asTheRivalOfAnotherVersionStandsForNone() {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).gates(linear(notWorseThanProduction("accuracy").within(0.5))).open()) {
      ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion second = Flowers.promoted(model, Flowers.split(home, 2));
      KeptEvaluation own = kept(first).get(0);
      assertThat(kept(first).get(1).change().data()).isEqualTo("flowers:2/holdout");

      assertThat(home.models().card(first).markdown())
          .contains(
              "Metrics, evaluation " + own.change().document().blob().sha256().substring(0, 12));
      assertThat(home.models().compare(first, second).onSameRows()).isTrue();
      assertThat(
              home.models()
                  .search(
                      "species",
                      metric("accuracy").is(requireNonNull(own.metrics().get("accuracy")))))
          .extracting(RegisteredVersion::number)
          .contains(1);
    }
  }

  @Test
  void isKeptIfAGateRefuses() {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).gates(linear(metric("accuracy").above(0.999999))).open()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      assertThatThrownBy(() -> model.promote(version, ALICE, "Try"))
          .isInstanceOf(GateFailedException.class);
      assertThat(only(kept(version)).entry().transition().verdicts()).hasSize(1);
      List<GateVerdict> verdicts = model.judge(version);
      assertThat(model.history()).hasSize(3);
      assertThat(model.history().get(2).transition().verdicts()).isEqualTo(verdicts);
      assertThat(kept(version)).as("a judgement is kept like a refusal").hasSize(2);
    }
  }

  @Test
  void keepsWhatEachRowNeedsToBePairedLater() throws IOException {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).gates(linear(notWorseThanProduction("accuracy").within(0.5))).open()) {
      ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion second = Flowers.promoted(model, Flowers.split(home, 2));
      SafetensorsFile own = rows(only(kept(second)));
      SafetensorsFile rival = rows(kept(first).get(1));
      int count = (int) only(kept(second)).evaluation().rows();
      assertThat(own.shape("row")).containsExactly(count);
      assertThat(own.shape("inputs")).containsExactly(count);
      assertThat(own.integers("inputs"))
          .isEqualTo(rival.integers("inputs"))
          .doesNotHaveDuplicates()
          .isNotEqualTo(own.integers("row"));
      assertThat(own.shape("target/class")).containsExactly(count);
      assertThat(own.shape("output/scores")).containsExactly(count, 3);
      assertThat(own.integers("row")).isEqualTo(rival.integers("row")).doesNotHaveDuplicates();
      assertThat(own.integers("target/class")).isEqualTo(rival.integers("target/class"));
      assertThat(own.numbers("output/scores")).isNotEqualTo(rival.numbers("output/scores"));
      assertThat(accuracy(own)).isEqualTo(only(kept(second)).evaluation().metric("accuracy"));
    }
  }

  private SafetensorsFile rows(KeptEvaluation kept) throws IOException {
    ModelRegistry registry = ((DefaultLifecycle) home).rooms().registry();
    StoredFile file = kept.change().files().get(0);
    try (InputStream in = registry.open(file)) {
      return SafetensorsFile.read(in.readAllBytes());
    }
  }

  private static double accuracy(SafetensorsFile rows) {
    float[] scores = rows.numbers("output/scores");
    long[] labels = rows.integers("target/class");
    int right = 0;
    for (int row = 0; row < labels.length; row++) {
      int best = 0;
      for (int i = 1; i < 3; i++) {
        best = scores[3 * row + i] > scores[3 * row + best] ? i : best;
      }
      right += best == labels[row] ? 1 : 0;
    }
    return (double) right / labels.length;
  }

  @Test
  void isNoGarbage() {
    Evaluated change;
    ModelVersion version;
    Evaluation evaluation;
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      version = model.train(Flowers.split(home, 1));
      evaluation = model.evaluate(version);
      change = only(kept(version)).change();
    }
    home.maintenance().collectGarbage().grace(Duration.ZERO).quarantine().run();
    assertThat(only(kept(version)).evaluation()).isEqualTo(evaluation);
    assertThat(change.files()).hasSize(1);
  }

  @Test
  void isNotMadeInAHomeThatIsOnlyRead() {
    ModelVersion version;
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      version = model.train(Flowers.split(home, 1));
    }
    home.close();
    try (Lifecycle reader =
            Lifecycle.builder().directory(directory).engine(new LinearEngine()).readOnly().open();
        ManagedModel<Flower, String> model = Flowers.plain(reader).open()) {
      assertThatThrownBy(() -> model.evaluate(version))
          .isInstanceOf(ReadOnlyException.class)
          .hasMessage(
              "Cannot evaluate species:1: a look at held-out rows is recorded, and the home is"
                  + " read-only");
      assertThat(reader.models().evaluations(version)).isEmpty();
      assertThat(reader.models().looks("species")).isEmpty();
    }
  }

  @Test
  void isAskedOfAVersionThatExists() {
    ModelVersion version;
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      version = model.train(Flowers.split(home, 1));
    }
    ModelVersion other =
        new ModelVersion("species", 9, version.id(), version.manifest(), version.registered());
    assertThatThrownBy(() -> kept(other))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Model version does not exist: species:9");
  }
}
