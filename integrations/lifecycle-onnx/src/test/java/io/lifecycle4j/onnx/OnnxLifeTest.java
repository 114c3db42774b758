package io.lifecycle4j.onnx;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.onnx.OnnxModels.onnx;
import static io.lifecycle4j.onnx.OnnxModels.probabilities;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.Regression;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.storage.Content;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files that scikit-learn wrote are registered, judged, served, watched and rolled back. */
class OnnxLifeTest {
  private static final Actor ALICE = Actor.by("alice");
  private static final int WINDOW = 50;
  private static final double TOLERANCE = 1e-5;

  private Lifecycle home;
  private Split split;

  @BeforeEach
  void open() {
    home = Wines.home();
    split = Wines.split(home);
  }

  @AfterEach
  void close() {
    home.close();
  }

  private static ExternalModel.Builder wine(String name) {
    byte[] file = External.bytes(name + ".onnx");
    return onnx(Content.of(file), probabilities("probabilities")).sha256(Wines.sha256(file));
  }

  @Test
  void takesClassifiersThroughTheirWholeLife() throws Exception {
    try (ManagedModel<float[], String> model =
        home.model("wines", Wines.columns(0), Wines.KINDS)
            .gates(metric("accuracy").atLeast(0.85), notWorseThanProduction("accuracy").within(0.2))
            .monitor(DriftMonitor.builder().window(WINDOW).build())
            .open()) {
      ModelVersion boosted = model.register(wine("wine-boosted"), split, ALICE, "From research");
      model.promote(boosted, ALICE, "First");
      assertServed(model, 1, "wine-boosted");

      ExternalModel.Builder mlp =
          wine("wine-mlp").golden(Content.of(External.bytes("wine-mlp-golden.jsonl")));
      ModelVersion better = model.register(mlp, split, ALICE, "A network");
      model.promote(better, ALICE, "As good");
      assertServed(model, 2, "wine-mlp");

      assertDriftIsSeen(model);
      model.rollback(ALICE, "Back to the trees");
      assertServed(model, 1, "wine-boosted");
      assertThat(boosted.manifest().provenance()).isInstanceOf(Provenance.External.class);
      assertThat(better.manifest().golden()).hasSizeGreaterThan(16);
      assertThat(home.models().versions("wines")).containsExactly(boosted, better);
    }
  }

  /** Eight threads predict all rows, and find the probabilities that Python found. */
  private static void assertServed(ManagedModel<float[], String> model, int version, String name)
      throws Exception {
    double[][] expected = External.answers(name + ".jsonl");
    Together.run(
        8,
        thread -> {
          for (int row = thread; row < expected.length; row += 8) {
            Prediction<String> prediction = model.predict(Wines.row(row));
            assertThat(prediction.version()).hasValue(version);
            int best = Wines.KINDS.classes().indexOf(prediction.value());
            double most = Arrays.stream(expected[row]).max().orElseThrow();
            assertThat(expected[row][best]).isCloseTo(most, within(TOLERANCE));
            assertThat(prediction.probability().orElseThrow())
                .isCloseTo(expected[row][best], within(TOLERANCE));
          }
          return thread;
        });
  }

  private static void assertDriftIsSeen(ManagedModel<float[], String> model) {
    List<float[]> rows = IntStream.range(0, 2 * WINDOW).mapToObj(Wines::row).toList();
    rows.forEach(row -> row[0] += 10); // As strong as port.
    model.predict(rows);
    Together.awaitTrue(() -> model.findDrift().isPresent());
    assertThat(model.findDrift().orElseThrow().driftedColumns()).contains("alcohol");
  }

  @Test
  void takesARegression() {
    byte[] file = External.bytes("wine-alcohol.onnx");
    double[][] expected = External.answers("wine-alcohol.jsonl");
    try (ManagedModel<float[], Double> model =
        home.model("alcohol", Wines.columns(1), new Regression("alcohol"))
            .gates(metric("r2").atLeast(0.3))
            .open()) {
      model.promote(
          model.register(
              onnx(Content.of(file)).sha256(Wines.sha256(file)), split, ALICE, "From research"),
          ALICE,
          "First");

      for (int row = 0; row < expected.length; row++) {
        assertThat(model.predict(Wines.row(row)).value())
            .isCloseTo(expected[row][0], within(TOLERANCE));
      }
    }
  }
}
