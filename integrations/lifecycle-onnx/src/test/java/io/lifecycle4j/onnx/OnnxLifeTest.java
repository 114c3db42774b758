package io.lifecycle4j.onnx;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.onnx.OnnxModels.onnx;
import static io.lifecycle4j.onnx.OnnxModels.probabilities;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Regression;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Files that scikit-learn wrote are registered, judged, served, watched and rolled back. */
class OnnxLifeTest {
  private static final Actor ALICE = Actor.by("alice");
  private static final int WINDOW = 50;
  private static final double TOLERANCE = 1e-5;

  private final Medium medium = Media.memory();
  private final Lifecycle home = Lifecycle.builder().medium(medium).open();
  private final Split split = Wines.split(home);

  @AfterEach
  void close() {
    home.close();
    medium.close();
  }

  private static ExternalModel.Builder wine(String name) {
    byte[] file = External.bytes(name + ".onnx");
    return onnx(Content.of(file), probabilities("probabilities")).sha256(Wines.sha256(file));
  }

  private <O> ManagedModel<float[], O> open(
      String name, Columns<float[]> columns, Task<O> task, String metric, double least) {
    return home.model(name, columns, task)
        .gates(
            metric(metric).atLeast(least),
            notWorseThanProduction(metric).within(0.2),
            withoutBaseline("The rows held out are few"))
        .monitor(DriftMonitor.builder().window(WINDOW).build())
        .open();
  }

  @Test
  @OnlyLarger
  void takesClassifiersThroughTheirWholeLife() throws Exception {
    try (ManagedModel<float[], String> model =
        open("wines", Wines.columns(0), Wines.KINDS, "accuracy", 0.85)) {
      ModelVersion boosted = model.register(wine("wine-boosted"), split, ALICE, "From research");
      model.promote(boosted, ALICE, "First");
      assertClassifies(model, 1, "wine-boosted");

      ExternalModel.Builder mlp =
          wine("wine-mlp").golden(Content.of(External.bytes("wine-mlp-golden.jsonl")));
      ModelVersion better = model.register(mlp, split, ALICE, "A network");
      model.promote(better, ALICE, "As good");
      assertClassifies(model, 2, "wine-mlp");

      assertDriftIsSeen(model, 0);
      model.rollback(ALICE, "Back to the trees");
      assertClassifies(model, 1, "wine-boosted");
      assertThat(boosted.manifest().provenance()).isInstanceOf(Provenance.External.class);
      assertThat(better.manifest().golden()).hasSizeGreaterThan(16);
      assertThat(home.models().versions("wines"))
          .containsExactly(RegisteredVersion.of(boosted), RegisteredVersion.of(better));
    }
  }

  @Test
  void takesARegressionThroughItsWholeLife() throws Exception {
    byte[] file = External.bytes("wine-alcohol.onnx");
    try (ManagedModel<float[], Double> model =
        open("alcohol", Wines.columns(1), new Regression("alcohol"), "r2", 0.3)) {
      ExternalModel.Builder trees = onnx(Content.of(file)).sha256(Wines.sha256(file));
      ModelVersion first = model.register(trees, split, ALICE, "From research");
      model.promote(first, ALICE, "First");
      assertEstimates(model, 1);

      // Registered past the model, as its file has been tried already.
      ModelVersion second =
          Registries.over(medium, InstantSource.system())
              .register("alcohol", first.manifest(), ALICE, "The same again");
      model.promote(second, ALICE, "As good");
      assertEstimates(model, 2);

      assertDriftIsSeen(model, 1);
      model.rollback(ALICE, "Back to the first");
      assertEstimates(model, 1);
    }
  }

  /** Checks the answer of one row. */
  private interface Check<O> {
    void accept(Prediction<O> answer, double[] expected);
  }

  /** Eight threads predict all rows, and find the probabilities that Python found. */
  private static void assertClassifies(
      ManagedModel<float[], String> model, int version, String name) throws Exception {
    List<String> kinds = Wines.KINDS.classes();
    assertServed(
        model,
        version,
        name,
        (answer, expected) -> {
          double most = Arrays.stream(expected).max().orElseThrow();
          assertThat(expected[kinds.indexOf(answer.value())]).isCloseTo(most, within(TOLERANCE));
          for (int i = 0; i < expected.length; i++) {
            assertThat(answer.probability(kinds.get(i)).orElseThrow())
                .isCloseTo(expected[i], within(TOLERANCE));
          }
        });
  }

  private static void assertEstimates(ManagedModel<float[], Double> model, int version)
      throws Exception {
    assertServed(
        model,
        version,
        "wine-alcohol",
        (answer, expected) -> assertThat(answer.value()).isCloseTo(expected[0], within(TOLERANCE)));
  }

  private static <O> void assertServed(
      ManagedModel<float[], O> model, int version, String name, Check<O> check) throws Exception {
    double[][] expected = External.answers(name + ".jsonl");
    Together.run(
        8,
        thread -> {
          for (int row = thread; row < expected.length; row += 8) {
            Prediction<O> answer = model.predict(Wines.row(row));
            assertThat(answer.version()).hasValue(version);
            check.accept(answer, expected[row]);
          }
          return thread;
        });
  }

  private static void assertDriftIsSeen(ManagedModel<float[], ?> model, int column) {
    List<float[]> rows = IntStream.range(0, 2 * WINDOW).mapToObj(Wines::row).toList();
    rows.forEach(row -> row[column] += 10); // more than any wine has
    model.predict(rows);
    Together.awaitTrue(() -> model.monitoring().findDrift().isPresent());
    assertThat(model.monitoring().findDrift().orElseThrow().driftedColumns())
        .contains(Wines.columns(0).schema().columns().get(column).name());
  }
}
